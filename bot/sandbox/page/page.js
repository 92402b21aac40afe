// The chat page: the list of chats, the open one, and the stream of changes that keeps both true.

import { Composer } from "./composer.js";
import { Conversation } from "./conversation.js";
import { el, icon, paintAvatar } from "./elements.js";
import { gist } from "./message.js";
import { get, listen, post } from "./server.js";
import { count, short, when, words } from "./words.js";

const byId = (id) => document.getElementById(id);
const chats = new Map();
let bots = [];
let open = null;
let stream = null;
const typing = new Map();
const pressed = new Map();

const viewer = (() => {
  try {
    localStorage.viewer ??= crypto.randomUUID();
    return localStorage.viewer;
  } catch {
    return "page";
  }
})();

const actions = {
  viewer,
  command: (text) => say(text),
  say: (text, replyTo) => say(text, replyTo),
  reply: (message) => composer.reply(message),
  jump: (id) => conversation.show(id),
  react: (message, emoji) => post(`chats/${open}/react`, { message_id: message.message_id, emoji }),
  copy: (text) => navigator.clipboard.writeText(text).then(() => toast(words.copied)),
  unblock: () => post(`chats/${open}/bot`, { standing: "member" }),
  press,
  enlarge,
};
const conversation = new Conversation(
  { list: byId("messages"), scroll: byId("scroll"), top: byId("top"), jump: byId("jump"), jumpCount: byId("jump-count") },
  actions,
);
const composer = new Composer(byId("foot"), actions);

async function say(text, replyTo) {
  try {
    await post(`chats/${open}/say`, { text, reply_to: replyTo ?? null });
    return true;
  } catch {
    toast(words.failed);
    return false;
  }
}

async function press(message, data, button) {
  button.classList.add("busy");
  button.setAttribute("aria-busy", "true");
  const done = () => {
    button.classList.remove("busy");
    button.removeAttribute("aria-busy");
  };
  setTimeout(done, 8000);
  try {
    const { id } = await post(`chats/${open}/press`, { message_id: message.message_id, data });
    pressed.set(id, done);
  } catch {
    done();
    toast(words.failed);
  }
}

function answered(event) {
  pressed.get(event.query_id)?.();
  pressed.delete(event.query_id);
  if (!event.text) return;
  if (!event.show_alert) {
    toast(event.text);
    return;
  }
  byId("alert-text").textContent = event.text;
  byId("alert").showModal();
}

function enlarge(image) {
  byId("viewer-picture").src = image.src;
  byId("viewer-picture").alt = image.alt;
  byId("viewer").showModal();
}

let toastTimer = 0;
function toast(text) {
  const node = byId("toast");
  node.textContent = text;
  node.classList.add("shown");
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => {
    node.classList.remove("shown");
    node.textContent = "";
  }, 4000);
}

// The list of chats

function drawList() {
  const order = [...chats.values()].sort((a, b) => (b.last_message?.date ?? 0) - (a.last_message?.date ?? 0) || a.id - b.id);
  const list = byId("chats");
  const focused = document.activeElement?.closest?.("[data-chat]")?.dataset.chat;
  list.replaceChildren(...order.map(listItem));
  if (!order.length) list.append(el("li", { class: "no-chats" }, words.noChats));
  if (focused) list.querySelector(`[data-chat="${CSS.escape(focused)}"]`)?.focus();
  const unread = order.reduce((sum, chat) => sum + (chat.id === open ? 0 : chat.unread), 0);
  document.title = unread ? `(${short(unread)}) خبر` : "خبر";
}

function listItem(chat) {
  const unread = chat.id === open && document.visibilityState === "visible" ? 0 : chat.unread;
  const link = el("a", {
    class: "chat", href: `#${chat.id}`, "data-chat": chat.id, "aria-current": chat.id === open ? "page" : null,
  });
  const mine = chat.last_message?.out && chat.type === "private" ? `${words.you}: ` : "";
  const preview = el("span", { class: "preview", dir: "auto" });
  if (typing.has(chat.id)) preview.append(el("span", { class: "typing" }, words.typing));
  else preview.append(mine, gist(chat.last_message));
  link.append(
    paintAvatar(el("span", { class: "avatar", "aria-hidden": "true" }), chat.title, chat.id),
    el("span", { class: "lines" },
      el("span", { class: "upper" },
        el("span", { class: "title" }, chat.type === "channel" ? icon("channel") : null, el("bdi", {}, chat.title)),
        el("time", {}, chat.last_message ? when(chat.last_message.date) : "")),
      el("span", { class: "lower" }, preview,
        unread ? el("span", { class: "badge", role: "img", "aria-label": count("unread", unread) }, short(unread)) : null)),
  );
  return el("li", {}, link);
}

function drawHead() {
  const chat = chats.get(open);
  for (const id of ["head", "scroll"]) byId(id).hidden = !chat;
  byId("nothing").hidden = Boolean(chat);
  byId("frame").classList.toggle("reading", Boolean(chat));
  if (!chat) {
    byId("foot").hidden = true;
    byId("pinned").hidden = true;
    return;
  }
  paintAvatar(byId("avatar"), chat.title, chat.id);
  byId("chat-title").firstChild.textContent = chat.title;
  byId("chat-note").textContent = typing.has(chat.id) ? words.typing : note(chat);
  const pinned = chat.pinned.at(-1);
  byId("pinned").hidden = pinned === undefined;
  if (pinned !== undefined) drawPinned(chat, pinned);
  composer.show(chat, bots[0]?.commands ?? []);
}

function note(chat) {
  if (chat.type === "private") return words.bot;
  const kind = chat.type === "channel" ? words.channel : words.group;
  return chat.members ? `${kind} · ${count(chat.type === "channel" ? "subscribers" : "members", chat.members)}` : kind;
}

async function drawPinned(chat, id) {
  const message = conversation.messages.get(id) ?? await get(`chats/${chat.id}/messages/${id}`).catch(() => null);
  if (open !== chat.id) return;
  byId("pinned").hidden = !message;
  byId("pinned-text").textContent = message ? gist(message) : "";
  byId("pinned").onclick = () => conversation.show(id);
}

// Opening and closing

async function route() {
  const id = Number(location.hash.slice(1));
  const chat = chats.get(id);
  const before = open;
  open = chat ? id : null;
  drawHead();
  drawList();
  if (!chat) {
    conversation.chat = null;
    conversation.updateJump();
    document.querySelector(`[data-chat="${before}"]`)?.focus();
    return;
  }
  if (before !== id) {
    await conversation.open(chat);
    if (document.activeElement?.dataset?.chat || document.activeElement === document.body) {
      byId("chat-title").focus({ preventScroll: true });
    }
  }
}

byId("back").addEventListener("click", () => {
  history.pushState(null, "", "#");
  route();
});
window.addEventListener("hashchange", route);
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && open !== null && !document.querySelector("dialog[open]")) byId("back").click();
});
byId("chats").addEventListener("keydown", (event) => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  const links = [...document.querySelectorAll(".chat")];
  links[links.indexOf(document.activeElement) + step]?.focus();
});

// Changes

async function load() {
  const state = await get("state");
  bots = state.bots;
  chats.clear();
  for (const chat of state.chats) if (chat.migrated_to === null) chats.set(chat.id, chat);
  return state.last_event;
}

const stale = new Set();
let refreshing = null;
function refresh(chatId) {
  stale.add(chatId);
  refreshing ??= setTimeout(async () => {
    refreshing = null;
    const ids = [...stale];
    stale.clear();
    for (const id of ids) {
      const chat = await get(`chats/${id}`).catch(() => null);
      if (chat && chat.migrated_to === null) chats.set(id, chat);
      else chats.delete(id);
    }
    drawList();
    drawHead();
  }, 60);
}

function showTyping(chatId) {
  clearTimeout(typing.get(chatId));
  typing.set(chatId, setTimeout(() => {
    typing.delete(chatId);
    drawList();
    drawHead();
  }, 5000));
  drawList();
  drawHead();
}

async function hear(event) {
  const here = event.chat_id === open && open !== null;
  switch (event.kind) {
    case "message":
      clearTimeout(typing.get(event.chat_id));
      typing.delete(event.chat_id);
      if (here) await conversation.arrived(event.message_id);
      refresh(event.chat_id);
      break;
    case "edit":
      if (here) await conversation.changed(event.message_id);
      refresh(event.chat_id);
      break;
    case "delete":
      if (here) conversation.removed(event.message_id);
      refresh(event.chat_id);
      break;
    case "seen":
      if (here) conversation.viewed(event.message_id, event.views);
      refresh(event.chat_id);
      break;
    case "chat":
    case "pin":
      refresh(event.chat_id);
      break;
    case "action":
      showTyping(event.chat_id);
      break;
    case "answer":
      answered(event);
      break;
    case "bot":
      bots = (await get("state")).bots;
      drawList();
      drawHead();
      break;
    case "reset":
    case "resync":
      await start();
      break;
  }
}

// Events are taken one after another, or a slow answer would let a later change be overwritten by an earlier one.
let turn = Promise.resolve();
const inTurn = (event) => {
  turn = turn.then(() => hear(event)).catch(() => {});
};

function connection(up) {
  byId("state").textContent = up ? words.connected : words.lost;
  byId("state").classList.toggle("lost", !up);
}

async function start() {
  stream?.close();
  try {
    const last = await load();
    open = null;
    await route();
    stream = listen(last, inTurn, connection);
  } catch {
    connection(false);
    setTimeout(start, 1500);
  }
}

byId("state").textContent = words.connecting;
await start();
