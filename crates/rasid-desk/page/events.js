// Events in a list, with what they can be narrowed by.
import { ask, filters, h, number, params, t } from "/page/base.js";
import { card, chips, facet, field, filterBar, pager, select, title } from "/page/parts.js";
import { take } from "/page/take.js";

export async function view() {
  const query = params();
  const asked = filters(query);
  const order = field("order", select("order", ["day", "newest", "uncertain", "random"], query.order ?? "day", (v) => t(`order.${v}`)));
  const found = await ask("events", { ...asked, order: query.order, offset: query.offset, limit: 50 });
  const total = found.totals?.mentions ?? 0;
  const sides = ["type", "status", "actor", "recipient", "place", "outlet", "review"].filter((side) => !asked[side]);
  return [
    title(t("view.events")),
    await filterBar("/events", { more: [order] }),
    chips("/events"),
    h("p", {}, t("found_events", t("n_mentions", number(total)), t("n_events", number(found.totals?.events ?? 0)), t("n_reports", number(found.totals?.reports ?? 0)))),
    h("div", { class: "sides" },
      h("div", {},
        found.events.length ? found.events.map((e) => card(e)) : h("p", {}, t("nothing")),
        pager("/events", found.offset, found.limit, total),
        take("events", { ...asked, order: null }),
      ),
      h("aside", { "aria-label": t("narrow") }, h("h2", {}, t("narrow")), sides.map((side) => facet(side, asked))),
    ),
  ];
}
