//! Pairs with scores → groups: the two groups that are alike most in the mean are joined, again and again, until
//! none are alike enough. Only reports near in time are in the mean, so that a long story holds together by its days.
//!
//! What people decided stands: what is kept apart is never joined, what is put together always is.

use std::collections::{BTreeMap, BTreeSet, BinaryHeap};

/// How alike two are, in hundredths of a logit: whole numbers, so that sums do not depend on their order.
pub type Score = i64;

/// The score of two that were not compared: nothing in them is alike. No pair counts less, none more than the opposite.
pub const FLOOR: Score = -600;

/// What is grouped.
#[derive(Clone, Debug, Default)]
pub struct Task<'t> {
    /// The day of each; those without a day are near each other only.
    pub days: &'t [Option<i32>],
    /// Pairs that were compared, by their places, with their scores.
    pub pairs: &'t [(u32, u32, Score)],
    /// Those further apart are not in the mean, in days.
    pub reach: i32,
    /// No group lasts longer than this, in days, unless people put it together; none where groups may go on.
    pub span: Option<i32>,
    /// Groups are joined while the mean is at least this.
    pub cut: Score,
    /// Pairs that people put together.
    pub together: &'t [(u32, u32)],
    /// Pairs that people keep apart.
    pub apart: &'t [(u32, u32)],
}

/// A group while groups are made.
#[derive(Clone, Debug, Default)]
struct Node {
    members: Vec<u32>,
    days: BTreeMap<Option<i32>, i64>,
    /// By neighbour: the sum over compared pairs of what they are above [`FLOOR`].
    near: BTreeMap<u32, i64>,
    apart: BTreeSet<u32>,
}

/// The groups, each by the places of its members in order; every place is in one.
#[must_use]
pub fn cluster(task: &Task<'_>) -> Vec<Vec<u32>> {
    let mut nodes: Vec<Option<Node>> = (0_u32..)
        .zip(task.days)
        .map(|(n, day)| Some(Node { members: vec![n], days: BTreeMap::from([(*day, 1)]), ..Node::default() }))
        .collect();
    for (a, b, score) in task.pairs {
        let above = (*score).clamp(FLOOR, -FLOOR) - FLOOR;
        for (x, y) in [(a, b), (b, a)] {
            if let Some(node) = get(&mut nodes, *x).filter(|_| above > 0) {
                *node.near.entry(*y).or_default() += above;
            }
        }
    }
    keep_apart(&mut nodes, task.apart);
    let mut whose: Vec<u32> = (0_u32..).take(nodes.len()).collect();
    for (a, b) in task.together {
        let (a, b) = (root(&whose, *a), root(&whose, *b));
        join(&mut nodes, &mut whose, a.min(b), a.max(b));
    }
    agglomerate(&mut nodes, &mut whose, task);
    let mut groups: Vec<Vec<u32>> = nodes.into_iter().flatten().map(|n| n.members).collect();
    groups.iter_mut().for_each(|g| g.sort_unstable());
    groups.sort_unstable();
    groups
}

fn get(nodes: &mut [Option<Node>], at: u32) -> Option<&mut Node> {
    nodes.get_mut(at as usize)?.as_mut()
}

fn keep_apart(nodes: &mut [Option<Node>], pairs: &[(u32, u32)]) {
    for (a, b) in pairs.iter().filter(|(a, b)| a != b) {
        for (x, y) in [(a, b), (b, a)] {
            if let Some(node) = get(nodes, *x) {
                node.apart.insert(*y);
            }
        }
    }
}

fn root(whose: &[u32], at: u32) -> u32 {
    let mut at = at;
    while let Some(next) = whose.get(at as usize).copied().filter(|n| *n != at) {
        at = next;
    }
    at
}

/// Joins what is alike most, until nothing is alike enough. An entry of the heap that speaks of groups as they no longer are is passed over.
fn agglomerate(nodes: &mut [Option<Node>], whose: &mut [u32], task: &Task<'_>) {
    let mut heap = BinaryHeap::new();
    for at in (0_u32..).take(nodes.len()) {
        offer(nodes, at, task, &mut heap, true);
    }
    while let Some((mean, std::cmp::Reverse((a, b, size)))) = heap.pop() {
        let now = |n: u32| nodes.get(n as usize).and_then(Option::as_ref).map_or(0, |n| n.members.len());
        if mean < task.cut || now(a) + now(b) != size || now(a) == 0 || now(b) == 0 {
            continue;
        }
        join(nodes, whose, a, b);
        offer(nodes, a, task, &mut heap, false);
    }
}

type Heap = BinaryHeap<(Score, std::cmp::Reverse<(u32, u32, usize)>)>;

/// Puts a group's neighbours on the heap, all or the later ones, by the mean.
fn offer(nodes: &[Option<Node>], at: u32, task: &Task<'_>, heap: &mut Heap, later: bool) {
    let Some(node) = nodes.get(at as usize).and_then(Option::as_ref) else { return };
    for (other, above) in node.near.iter().filter(|(o, _)| !node.apart.contains(o) && (!later || **o > at)) {
        let Some(neighbour) = nodes.get(*other as usize).and_then(Option::as_ref) else { continue };
        let pairs = comparable(&node.days, &neighbour.days, task.reach);
        if pairs == 0 || task.span.is_some_and(|span| lasts(&node.days, &neighbour.days) > span) {
            continue;
        }
        let mean = FLOOR + above / pairs;
        if mean >= task.cut {
            let size = node.members.len() + neighbour.members.len();
            heap.push((mean, std::cmp::Reverse((at.min(*other), at.max(*other), size))));
        }
    }
}

/// From the first day of two groups to the last.
fn lasts(a: &BTreeMap<Option<i32>, i64>, b: &BTreeMap<Option<i32>, i64>) -> i32 {
    let days = || a.keys().chain(b.keys()).flatten();
    days().max().zip(days().min()).map_or(0, |(last, first)| last - first)
}

/// How many pairs of two groups are near in time.
fn comparable(a: &BTreeMap<Option<i32>, i64>, b: &BTreeMap<Option<i32>, i64>, reach: i32) -> i64 {
    let (small, large) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    let near = |day: &Option<i32>| match day {
        None => large.get(&None).copied().unwrap_or(0),
        Some(d) => large.range(Some(d - reach)..=Some(d + reach)).map(|(_, n)| n).sum(),
    };
    small.iter().map(|(day, n)| n * near(day)).sum()
}

/// Puts the second group into the first; each neighbour hears of it.
fn join(nodes: &mut [Option<Node>], whose: &mut [u32], a: u32, b: u32) {
    if a == b {
        return;
    }
    let Some(gone) = nodes.get_mut(b as usize).and_then(Option::take) else { return };
    if let Some(w) = whose.get_mut(b as usize) {
        *w = a;
    }
    for (other, above) in gone.near.iter().filter(|(o, _)| **o != a) {
        if let Some(node) = get(nodes, *other) {
            node.near.remove(&b);
            *node.near.entry(a).or_default() += above;
        }
    }
    for other in &gone.apart {
        if let Some(node) = get(nodes, *other) {
            node.apart.remove(&b);
            node.apart.insert(a);
        }
    }
    let Some(node) = get(nodes, a) else { return };
    node.near.remove(&b);
    node.members.extend(gone.members);
    gone.days.into_iter().for_each(|(day, n)| *node.days.entry(day).or_default() += n);
    gone.near.into_iter().filter(|(o, _)| *o != a).for_each(|(o, above)| *node.near.entry(o).or_default() += above);
    node.apart.extend(gone.apart);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn groups(pairs: &[(u32, u32, Score)], together: &[(u32, u32)], apart: &[(u32, u32)]) -> Vec<Vec<u32>> {
        cluster(&Task { days: &[Some(0); 4], pairs, reach: 3, span: None, cut: 0, together, apart })
    }

    #[test]
    fn groups_are_joined_by_the_mean() {
        assert_eq!(groups(&[(0, 1, 300), (1, 2, 100)], &[], &[]), [vec![0, 1], vec![2], vec![3]]);
        assert_eq!(groups(&[(0, 1, 300), (1, 2, 200), (0, 2, 100)], &[], &[]), [vec![0, 1, 2], vec![3]]);
    }

    #[test]
    fn what_people_decided_stands() {
        let pairs = [(0, 1, 500), (1, 2, 500), (0, 2, 500)];
        assert_eq!(groups(&pairs, &[], &[(0, 2)]), [vec![0, 1], vec![2], vec![3]]);
        assert_eq!(groups(&pairs, &[(2, 3)], &[(0, 1)]), [vec![0], vec![1], vec![2, 3]]);
        assert_eq!(groups(&[], &[(0, 3)], &[]), [vec![0, 3], vec![1], vec![2]]);
    }

    #[test]
    fn a_story_goes_on_over_days_that_are_never_compared() {
        let days = [Some(0), Some(2), Some(4), Some(6)];
        let pairs = [(0, 1, 300), (1, 2, 300), (2, 3, 300)];
        let task = Task { days: &days, pairs: &pairs, reach: 2, cut: 0, ..Task::default() };
        assert_eq!(cluster(&task), [vec![0, 1, 2, 3]]);
        // Where a group may not last so long it does not.
        assert_eq!(cluster(&Task { span: Some(4), ..task }), [vec![0, 1, 2], vec![3]]);
    }
}
