// Telegram's text + entities as DOM nodes. Offsets count UTF-16 units, as JavaScript strings do.

import { el, safeUrl } from "./elements.js";
import { withEmoji } from "./emoji.js";
import { words } from "./words.js";

const BLOCKS = new Set(["blockquote", "expandable_blockquote", "pre"]);
const TAGS = { bold: "strong", italic: "em", underline: "u", strikethrough: "s", code: "code" };

// A fragment of paragraphs, each with its own direction. `actions.command(text)` runs a /command.
export function renderText(text, entities = [], actions = {}) {
  const fitting = entities
    .filter((e) => e.offset >= 0 && e.length > 0 && e.offset + e.length <= text.length)
    .sort((a, b) => a.offset - b.offset || b.length - a.length);
  const inline = fitting.filter((e) => !BLOCKS.has(e.type));
  const out = document.createDocumentFragment();
  let at = 0;
  for (const block of fitting.filter((e) => BLOCKS.has(e.type))) {
    if (block.offset < at) continue;
    out.append(paragraphs(text, at, block.offset, inline, actions));
    out.append(blockNode(block, text, inline, actions));
    at = block.offset + block.length;
  }
  out.append(paragraphs(text, at, text.length, inline, actions));
  return out;
}

function blockNode(block, text, inline, actions) {
  const end = block.offset + block.length;
  if (block.type === "pre") {
    return el("pre", { dir: "ltr" }, el("code", {}, text.slice(block.offset, end)));
  }
  const body = el("div", { class: "quote-body" }, paragraphs(text, block.offset, end, inline, actions));
  const quote = el("blockquote", {}, body);
  if (block.type === "expandable_blockquote") makeExpandable(quote, body);
  return quote;
}

function makeExpandable(quote, body) {
  quote.classList.add("folded");
  const button = el("button", { type: "button", class: "fold", "aria-expanded": "false" }, words.more);
  button.addEventListener("click", () => {
    const folded = quote.classList.toggle("folded");
    button.setAttribute("aria-expanded", String(!folded));
    button.textContent = folded ? words.more : words.less;
  });
  quote.append(button);
  // A quote of three lines or fewer has nothing to fold.
  requestAnimationFrame(() => {
    if (body.isConnected && body.scrollHeight <= body.clientHeight + 2) {
      quote.classList.remove("folded");
      button.remove();
    }
  });
}

function paragraphs(text, start, end, inline, actions) {
  const out = document.createDocumentFragment();
  // A line break beside a block belongs to the block's edge.
  if (start > 0 && text[start] === "\n") start += 1;
  if (end < text.length && text[end - 1] === "\n") end -= 1;
  if (start >= end) return out;
  let at = start;
  while (at <= end) {
    let lineEnd = text.indexOf("\n", at);
    if (lineEnd < 0 || lineEnd > end) lineEnd = end;
    // A line of numbers or signs alone has no direction of its own: it follows the page's.
    const line = el("p", { dir: /\p{L}/u.test(text.slice(at, lineEnd)) ? "auto" : "rtl" });
    if (lineEnd > at) spans(line, text, at, lineEnd, inline, actions);
    else line.classList.add("gap");
    out.append(line);
    at = lineEnd + 1;
  }
  return out;
}

function spans(parent, text, start, end, entities, actions) {
  let at = start;
  for (const [index, entity] of entities.entries()) {
    const from = Math.max(at, entity.offset);
    const to = Math.min(end, entity.offset + entity.length);
    if (from >= to) continue;
    if (from > at) parent.append(...withEmoji(text.slice(at, from)));
    const node = inlineNode(entity, text.slice(from, to), actions);
    const inside = node.querySelector("[data-inside]") ?? node;
    spans(inside, text, from, to, entities.slice(index + 1), actions);
    parent.append(node);
    at = to;
  }
  if (at < end) parent.append(...withEmoji(text.slice(at, end)));
}

function inlineNode(entity, shown, actions) {
  switch (entity.type) {
    case "bold":
    case "italic":
    case "underline":
    case "strikethrough":
      return el(TAGS[entity.type]);
    case "code":
      return el("code", { dir: "ltr" });
    case "spoiler":
      return spoiler();
    case "text_link":
      return link(entity.url);
    case "url":
      return link(shown);
    case "email":
      return link(`mailto:${shown}`);
    case "hashtag":
    case "cashtag":
      return el("span", { class: "tag" });
    case "mention":
    case "text_mention":
      return el("span", { class: "mention" });
    case "bot_command":
      return actions.command
        ? el("button", { type: "button", class: "command", dir: "ltr", onclick: () => actions.command(shown) })
        : el("span", { class: "mention" });
    default:
      return el("span");
  }
}

function link(address) {
  const href = safeUrl(address);
  return href ? el("a", { href, target: "_blank", rel: "noopener noreferrer" }) : el("span");
}

function spoiler() {
  const inside = el("span", { "data-inside": true, "aria-hidden": "true" });
  const node = el("span", { class: "spoiler", role: "button", tabindex: "0", "aria-label": words.hidden }, inside);
  const show = (event) => {
    if (event.type === "keydown" && event.key !== "Enter" && event.key !== " ") return;
    if (node.classList.contains("shown")) return;
    event.preventDefault();
    event.stopPropagation();
    node.classList.add("shown");
    for (const name of ["role", "tabindex", "aria-label"]) node.removeAttribute(name);
    inside.removeAttribute("aria-hidden");
  };
  node.addEventListener("click", show, true);
  node.addEventListener("keydown", show);
  return node;
}
