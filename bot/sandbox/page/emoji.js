// The emoji that the bot writes, drawn by us: a machine without an emoji font would show empty boxes.

import { el, icon } from "./elements.js";

const DRAWN = new Map([
  ["📍", "place"], ["🔴", "red"], ["🟢", "green"], ["📰", "paper"], ["👁", "look"], ["🔝", "top"], ["⏸", "pause"],
  ["⚠", "warning"],
]);
const ANY = new RegExp(`((?:${[...DRAWN.keys()].join("|")})\\ufe0f?)`, "u");

// The nodes for a stretch of text; what is copied from the page is the text as it was sent.
export function withEmoji(text) {
  return text.split(ANY).filter(Boolean).map((piece) => {
    const name = DRAWN.get(piece.replace("\ufe0f", ""));
    return name ? el("span", { class: "emoji" }, el("span", { class: "unseen" }, piece), icon(`emoji-${name}`)) : piece;
  });
}
