// The open chat: its messages in order, days between them, older ones on the way up, new ones as they come.

import { el } from "./elements.js";
import { messageNode } from "./message.js";
import { get, post } from "./server.js";
import { dayKey, dayName, short, words } from "./words.js";

const PAGE = 40;
const NEAR = 120;

export class Conversation {
  constructor(parts, actions) {
    this.list = parts.list;
    this.scroll = parts.scroll;
    this.top = parts.top;
    this.jump = parts.jump;
    this.jumpCount = parts.jumpCount;
    this.actions = actions;
    this.chat = null;
    this.clear();
    this.upward = new IntersectionObserver((seen) => seen[0].isIntersecting && this.older(), {
      root: this.scroll, rootMargin: "400px 0px 0px 0px",
    });
    this.upward.observe(this.top);
    this.reading = new IntersectionObserver((seen) => this.markSeen(seen), { root: this.scroll, threshold: 0.3 });
    this.scroll.addEventListener("scroll", () => this.updateJump(), { passive: true });
    this.jump.addEventListener("click", () => this.toEnd(true));
    document.addEventListener("visibilitychange", () => this.flushSeen());
  }

  clear() {
    this.messages = new Map();
    this.nodes = new Map();
    this.more = false;
    this.loading = false;
    this.waiting = 0;
    this.seen = new Set();
    this.toReport = new Set();
    this.firstUnread = null;
    this.list.replaceChildren();
  }

  async open(chat) {
    this.clear();
    this.chat = chat;
    this.list.setAttribute("aria-live", "off");
    const span = Math.min(200, Math.max(PAGE, chat.unread + 15));
    const answer = await get(`chats/${chat.id}/messages?limit=${span}`);
    if (this.chat.id !== chat.id) return;
    this.more = answer.more;
    if (chat.unread && chat.read_up_to) {
      this.firstUnread = answer.messages.find((m) => m.message_id > chat.read_up_to && !m.out)?.message_id ?? null;
    }
    for (const message of answer.messages) this.keep(message);
    this.redraw();
    const mark = this.list.querySelector(".fresh");
    if (mark) mark.scrollIntoView({ block: "start" });
    else this.toEnd(false);
    this.updateJump();
    requestAnimationFrame(() => this.list.setAttribute("aria-live", "polite"));
  }

  keep(message) {
    this.messages.set(message.message_id, message);
  }

  // Messages that make one bubble: an album, or a single one.
  group(message) {
    if (!message.media_group_id) return [message];
    return [...this.messages.values()]
      .filter((other) => other.media_group_id === message.media_group_id)
      .sort((a, b) => a.message_id - b.message_id);
  }

  redraw() {
    const done = new Set();
    const ids = [...this.messages.keys()].sort((a, b) => a - b);
    for (const id of ids) {
      const parts = this.group(this.messages.get(id));
      if (done.has(parts[0].message_id)) continue;
      done.add(parts[0].message_id);
      if (!this.nodes.has(parts[0].message_id)) this.place(parts);
    }
    this.separate();
  }

  place(parts) {
    const id = parts[0].message_id;
    const node = messageNode(parts, this.chat, this.actions);
    const old = this.nodes.get(id);
    this.nodes.set(id, node);
    this.reading.observe(node);
    if (old) {
      this.reading.unobserve(old);
      old.replaceWith(node);
      return node;
    }
    const after = [...this.nodes.keys()].filter((other) => other > id).sort((a, b) => a - b)[0];
    this.list.insertBefore(node, after === undefined ? null : this.nodes.get(after));
    return node;
  }

  // Day names and the mark of unread messages stand before the first message they speak of.
  separate() {
    for (const mark of this.list.querySelectorAll(".day, .fresh")) mark.remove();
    let last = null;
    let previous = null;
    for (const node of [...this.list.children]) {
      const message = this.messages.get(Number(node.dataset.id));
      if (!message) continue;
      const key = dayKey(message.date);
      if (key !== last) this.list.insertBefore(el("li", { class: "day" }, el("span", {}, dayName(message.date))), node);
      if (message.message_id === this.firstUnread) {
        this.list.insertBefore(el("li", { class: "fresh" }, el("span", {}, words.fresh)), node);
      }
      const close = previous && key === last && previous.sent_by === message.sent_by
        && message.date - previous.date < 300 && !node.classList.contains("service");
      node.classList.toggle("close", Boolean(close));
      previous = node.classList.contains("service") ? null : message;
      last = key;
    }
  }

  async older() {
    if (!this.chat || this.loading || !this.more || !this.messages.size) return;
    this.loading = true;
    const chat = this.chat;
    const before = Math.min(...this.messages.keys());
    const answer = await get(`chats/${chat.id}/messages?before=${before}&limit=${PAGE}`);
    if (this.chat.id !== chat.id) return;
    const height = this.scroll.scrollHeight;
    const at = this.scroll.scrollTop;
    this.list.setAttribute("aria-live", "off");
    for (const message of answer.messages) this.keep(message);
    this.redraw();
    this.scroll.scrollTop = at + this.scroll.scrollHeight - height;
    this.more = answer.more;
    this.loading = false;
    requestAnimationFrame(() => this.list.setAttribute("aria-live", "polite"));
    // Still near the top: the observer does not fire again by itself.
    if (this.more && this.scroll.scrollTop < 400) this.older();
  }

  async arrived(messageId) {
    const chat = this.chat;
    const message = await get(`chats/${chat.id}/messages/${messageId}`).catch(() => null);
    if (!message || this.chat.id !== chat.id) return;
    const follow = this.nearEnd() || message.out;
    const known = this.messages.has(messageId);
    this.keep(message);
    const parts = this.group(message);
    const node = this.place(parts);
    if (!known && parts.length === 1) node.classList.add("arrives");
    this.separate();
    if (follow) this.toEnd(true);
    else if (!known && !message.out) this.waiting += 1;
    this.updateJump();
  }

  async changed(messageId) {
    if (!this.messages.has(messageId)) return;
    const chat = this.chat;
    const message = await get(`chats/${chat.id}/messages/${messageId}`).catch(() => null);
    if (!message || this.chat.id !== chat.id) return;
    const follow = this.nearEnd();
    const focused = this.nodes.get(messageId)?.contains(document.activeElement);
    this.keep(message);
    const parts = this.group(message);
    const node = this.place(parts);
    this.separate();
    if (focused) node.querySelector("button, a")?.focus();
    if (follow) this.toEnd(false);
  }

  removed(messageId) {
    const message = this.messages.get(messageId);
    if (!message) return;
    const key = this.group(message)[0].message_id;
    this.messages.delete(messageId);
    this.nodes.get(key)?.remove();
    this.nodes.delete(key);
    const rest = message.media_group_id ? this.group(message) : [];
    if (rest.length) this.place(rest);
    this.separate();
    this.updateJump();
  }

  viewed(messageId, views) {
    const message = this.messages.get(messageId);
    if (!message) return;
    message.views = views;
    const shown = this.nodes.get(this.group(message)[0].message_id)?.querySelector(".views-count");
    if (shown) shown.textContent = short(views);
  }

  markSeen(entries) {
    for (const entry of entries) {
      const message = this.messages.get(Number(entry.target.dataset.id));
      if (!entry.isIntersecting || !message || !this.chat) continue;
      for (const part of this.group(message)) {
        if (!this.seen.has(part.message_id)) this.toReport.add(part.message_id);
        this.seen.add(part.message_id);
      }
    }
    clearTimeout(this.report);
    this.report = setTimeout(() => this.flushSeen(), 150);
  }

  flushSeen() {
    if (!this.toReport.size || document.visibilityState === "hidden" || !this.chat) return;
    const ids = [...this.toReport];
    this.toReport.clear();
    post(`chats/${this.chat.id}/seen`, { viewer: this.actions.viewer, message_ids: ids }).catch(() => {});
  }

  async show(messageId) {
    for (let tries = 0; !this.messages.has(messageId) && this.more && tries < 50; tries += 1) await this.older();
    const message = this.messages.get(messageId);
    const node = message && this.nodes.get(this.group(message)[0].message_id);
    if (!node) return;
    node.scrollIntoView({ block: "center" });
    node.classList.remove("found");
    requestAnimationFrame(() => node.classList.add("found"));
  }

  nearEnd() {
    return this.scroll.scrollHeight - this.scroll.scrollTop - this.scroll.clientHeight < NEAR;
  }

  toEnd(smooth) {
    const still = !smooth || matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.scroll.scrollTo({ top: this.scroll.scrollHeight, behavior: still ? "instant" : "smooth" });
  }

  updateJump() {
    const near = this.nearEnd();
    if (near) this.waiting = 0;
    this.jump.hidden = near || !this.chat;
    this.jumpCount.hidden = this.waiting === 0;
    this.jumpCount.textContent = short(this.waiting);
  }
}
