// One message, or one album, as a list item.

import { el, icon, safeUrl } from "./elements.js";
import { renderText } from "./entities.js";
import { count, moment, short, time, words } from "./words.js";

const fileUrl = (id) => `/_sandbox/files/${encodeURIComponent(id)}`;
const bodyOf = (message) => message.text ?? message.caption ?? "";
const entitiesOf = (message) => message.entities ?? message.caption_entities ?? [];

// What a message is in a few words: for the list of chats, quotes and the pinned bar.
export function gist(message) {
  if (!message) return words.empty;
  if (bodyOf(message)) return bodyOf(message).replaceAll(/\s+/g, " ");
  if (message.photo) return words.photo;
  if (message.video) return words.video;
  if (message.document) return message.document.file_name ?? words.file;
  return serviceText(message) ?? words.empty;
}

export function serviceText(message) {
  if (message.pinned_message) return words.pinnedBy;
  if (message.new_chat_members) return `${message.new_chat_members[0].first_name} ${words.joined}`;
  if (message.left_chat_member) return `${message.left_chat_member.first_name} ${words.left}`;
  if (message.migrate_to_chat_id || message.migrate_from_chat_id) return words.migrated;
  if (message.forum_topic_created) return `${words.topicMade}: ${message.forum_topic_created.name}`;
  return null;
}

// `parts` are the messages of an album, or a single one; `actions` what its buttons do.
export function messageNode(parts, chat, actions) {
  const [message] = parts;
  const service = serviceText(message);
  const node = el("li", { id: `m${message.message_id}`, class: "message", "data-id": message.message_id });
  if (service) {
    node.classList.add("service");
    node.append(el("p", { dir: "auto" }, service));
    return node;
  }
  node.classList.add(message.out ? "out" : "in");
  node.append(bubble(parts, chat, actions));
  const keyboard = buttons(message, actions);
  if (keyboard) node.append(keyboard);
  return node;
}

function bubble(parts, chat, actions) {
  const [message] = parts;
  const worded = parts.find((part) => bodyOf(part)) ?? message;
  const text = bodyOf(worded)
    ? el("div", { class: "text" }, renderText(bodyOf(worded), entitiesOf(worded), actions))
    : null;
  const media = mediaNode(parts, actions);
  const box = el("div", { class: "bubble" });
  if (media?.classList.contains("pictures")) box.classList.add("with-picture");
  box.append(...[
    sender(message, chat),
    forwarded(message),
    quoted(message, actions),
    ...(worded.show_caption_above_media ? [text, media] : [media, text]),
    reactions(message, actions),
    meta(parts, chat),
    chat.type === "channel" ? null : replyButton(message, actions),
  ].filter(Boolean));
  return box;
}

function sender(message, chat) {
  const name = message.out && chat.type === "private"
    ? words.you
    : message.sender_chat?.title ?? message.from?.first_name ?? chat.title;
  const seen = chat.type === "group" || chat.type === "supergroup";
  return el("p", { class: seen ? "sender" : "sender unseen" }, el("bdi", {}, name), seen ? "" : ": ");
}

function forwarded(message) {
  const origin = message.forward_origin;
  if (!origin) return null;
  const name = origin.chat?.title ?? origin.sender_user?.first_name ?? "";
  return el("p", { class: "forwarded" }, `${words.forwarded} `, el("bdi", {}, name));
}

function quoted(message, actions) {
  const replied = message.reply_to_message;
  if (!replied) return null;
  const name = replied.sender_chat?.title ?? replied.from?.first_name ?? "";
  const shown = message.quote?.text ?? gist(replied);
  return el(
    "button",
    { type: "button", class: "quoted", onclick: () => actions.jump(replied.message_id) },
    el("b", {}, el("bdi", {}, name)),
    el("span", { dir: "auto" }, shown),
  );
}

function mediaNode(parts, actions) {
  const pictures = parts.filter((part) => part.photo);
  if (pictures.length) {
    const grid = el("div", { class: "pictures", "data-count": Math.min(pictures.length, 4) });
    grid.append(...pictures.map((part) => picture(part, pictures.length, actions)));
    return grid;
  }
  const file = parts[0].document ?? parts[0].video;
  if (!file) return null;
  const size = `${short(Math.max(1, Math.round(file.file_size / 1024)))} KB`;
  return el(
    "a",
    { class: "file", href: fileUrl(file.file_id), download: file.file_name ?? "" },
    el("span", { class: "file-mark" }, icon("file")),
    el("span", {}, el("bdi", { class: "file-name" }, file.file_name ?? words.file), el("bdi", { dir: "ltr" }, size)),
  );
}

function picture(part, among, actions) {
  const photo = part.photo.at(-1);
  const image = el("img", {
    src: fileUrl(photo.file_id), width: photo.width, height: photo.height, alt: words.picture, loading: "lazy",
  });
  const button = el("button", { type: "button", class: "picture", "aria-label": words.picture }, image);
  if (among === 1) button.style.aspectRatio = String(Math.min(2, Math.max(0.8, photo.width / photo.height)));
  let covered = Boolean(part.has_media_spoiler);
  button.classList.toggle("covered", covered);
  button.addEventListener("click", () => {
    if (covered) button.classList.remove("covered");
    else actions.enlarge(image);
    covered = false;
  });
  return button;
}

function reactions(message, actions) {
  const given = Object.entries(message.reactions ?? {});
  if (!given.length) return null;
  return el("div", { class: "reactions" }, ...given.map(([emoji, n]) =>
    el("button", { type: "button", class: "reaction", onclick: () => actions.react(message, emoji) },
      emoji, ` ${short(n)}`)));
}

function meta(parts, chat) {
  const message = parts.at(-1);
  const edited = parts.some((part) => part.edit_date);
  const out = el("p", { class: "meta" });
  if (message.silent) out.append(el("span", { class: "mark", role: "img", "aria-label": words.silent }, icon("quiet")));
  if (edited) out.append(el("span", { class: "edited" }, words.edited));
  if (chat.type === "channel") {
    const label = count("views", message.views);
    const views = el("span", { class: "views", role: "img", "aria-label": label, title: label }, icon("eye"));
    views.append(el("span", { class: "views-count" }, short(message.views)));
    out.append(views);
  }
  const stamp = new Date(message.date * 1000).toISOString();
  out.append(el("time", { datetime: stamp, title: moment(message.date) }, time(message.date)));
  return out;
}

function replyButton(message, actions) {
  return el(
    "button",
    { type: "button", class: "icon reply", "aria-label": words.reply, onclick: () => actions.reply(message) },
    icon("reply"),
  );
}

function buttons(message, actions) {
  const rows = message.reply_markup?.inline_keyboard;
  if (!rows) return null;
  const node = el("div", { class: "buttons" });
  for (const row of rows) {
    node.append(el("div", { class: "row" }, ...row.map((button) => buttonNode(button, message, actions))));
  }
  return node;
}

function buttonNode(button, message, actions) {
  const label = el("span", { dir: "auto" }, button.text);
  if (button.url) {
    const href = safeUrl(button.url);
    if (!href) return el("button", { type: "button", disabled: true }, label);
    return el(
      "a",
      { href, target: "_blank", rel: "noopener noreferrer", "aria-label": `${button.text} (${words.opens})` },
      label,
      icon("link"),
    );
  }
  if (button.callback_data) {
    const node = el("button", { type: "button" }, label);
    node.addEventListener("click", () => actions.press(message, button.callback_data, node));
    return node;
  }
  if (button.copy_text) {
    return el("button", { type: "button", onclick: () => actions.copy(button.copy_text.text) }, label);
  }
  return el("button", { type: "button", disabled: true }, label);
}
