// The foot of a chat: a box to write in with command suggestions and the bot's keyboard; or why one cannot write.

import { el, icon } from "./elements.js";
import { gist } from "./message.js";
import { words } from "./words.js";

export class Composer {
  constructor(foot, actions) {
    this.foot = foot;
    this.actions = actions;
    this.chat = null;
    this.drafts = new Map();
    this.replyTo = null;
    this.keysOpen = true;
  }

  // Draw for `chat`; `commands` are what the bot offers. Keeps what is being written.
  show(chat, commands) {
    if (this.chat?.id !== chat.id) this.replyTo = null;
    const same = this.chat?.id === chat.id && this.mode === modeOf(chat)
      && this.signature === JSON.stringify([commands, chat.reply_keyboard]);
    this.chat = chat;
    this.commands = commands;
    this.mode = modeOf(chat);
    this.signature = JSON.stringify([commands, chat.reply_keyboard]);
    this.foot.hidden = false;
    if (same) return;
    const focused = this.foot.contains(document.activeElement);
    this.foot.replaceChildren();
    if (this.mode === "write") this.drawBox();
    else this.drawBar();
    if (focused) this.foot.querySelector("textarea, button")?.focus();
  }

  drawBar() {
    if (this.mode === "channel") {
      this.foot.append(el("p", { class: "bar" }, icon("channel"), words.readOnly));
      return;
    }
    const blocked = this.mode === "blocked";
    const press = () => (blocked ? this.actions.unblock() : this.actions.say("/start"));
    if (blocked) this.foot.append(el("p", { class: "bar" }, words.blocked));
    this.foot.append(
      el("button", { type: "button", class: "start", onclick: press }, blocked ? words.unblock : words.start),
    );
  }

  drawBox() {
    this.box = el("textarea", {
      rows: 1, dir: "auto", "aria-label": words.write, placeholder: words.write, autocomplete: "off",
      "aria-autocomplete": "list", "aria-controls": "suggestions", enterkeyhint: "send",
    });
    this.box.value = this.drafts.get(this.chat.id) ?? "";
    this.options = el("ul", { class: "suggestions", id: "suggestions", role: "listbox", "aria-label": words.commands, hidden: true });
    this.replyBar = el("div", { class: "reply-bar", hidden: true });
    const send = el("button", { type: "button", class: "icon send", "aria-label": words.send, onclick: () => this.send() }, icon("send"));
    const line = el("div", { class: "line" });
    if (this.commands.length) line.append(this.menuButton());
    line.append(this.box);
    const keys = this.keyboard();
    if (keys) line.append(this.keysButton(keys));
    line.append(send);
    this.foot.append(this.options, this.replyBar, line);
    if (keys) this.foot.append(keys);
    this.box.addEventListener("input", () => this.typed());
    this.box.addEventListener("keydown", (event) => this.key(event));
    this.box.addEventListener("blur", () => setTimeout(() => this.close(), 150));
    this.typed();
  }

  menuButton() {
    const open = () => {
      this.box.value = this.box.value.startsWith("/") ? "" : "/";
      this.box.focus();
      this.typed();
    };
    return el("button", { type: "button", class: "icon", "aria-label": words.commands, onclick: open }, icon("menu"));
  }

  keyboard() {
    const markup = this.chat.reply_keyboard;
    if (!markup) return null;
    const rows = markup.keyboard.map((row) => el("div", { class: "row" }, ...row.map((button) => {
      const text = typeof button === "string" ? button : button.text;
      return el("button", { type: "button", dir: "auto", onclick: () => this.actions.say(text) }, text);
    })));
    if (markup.input_field_placeholder) this.box.placeholder = markup.input_field_placeholder;
    return el("div", { class: "keyboard", role: "group", "aria-label": words.keyboard, hidden: !this.keysOpen }, ...rows);
  }

  keysButton(keys) {
    const button = el("button", {
      type: "button", class: "icon", "aria-label": words.keyboard, "aria-expanded": String(this.keysOpen),
    }, icon("keys"));
    button.addEventListener("click", () => {
      this.keysOpen = !this.keysOpen;
      keys.hidden = !this.keysOpen;
      button.setAttribute("aria-expanded", String(this.keysOpen));
    });
    return button;
  }

  reply(message) {
    this.replyTo = message;
    this.replyBar.replaceChildren(
      icon("reply"),
      el("span", { class: "reply-text" }, el("b", {}, words.replyingTo), el("span", { dir: "auto" }, gist(message))),
      el("button", { type: "button", class: "icon", "aria-label": words.cancel, onclick: () => this.cancelReply() }, icon("close")),
    );
    this.replyBar.hidden = false;
    this.box.focus();
  }

  cancelReply() {
    this.replyTo = null;
    this.replyBar.hidden = true;
    this.box.focus();
  }

  typed() {
    this.box.style.height = "auto";
    this.box.style.height = `${Math.min(this.box.scrollHeight, 160)}px`;
    this.drafts.set(this.chat.id, this.box.value);
    const word = /^\/(\w*)$/.exec(this.box.value);
    const found = word ? this.commands.filter((each) => each.command.startsWith(word[1].toLowerCase())) : [];
    if (found.length) this.suggest(found);
    else this.close();
  }

  suggest(found) {
    this.options.replaceChildren(...found.map((each, index) => {
      const option = el("li", { role: "option", id: `option-${index}`, "aria-selected": "false" },
        el("bdi", { class: "option-name", dir: "ltr" }, `/${each.command}`), el("span", { dir: "auto" }, each.description));
      option.addEventListener("pointerdown", (event) => {
        event.preventDefault();
        this.choose(each.command);
      });
      option.dataset.command = each.command;
      return option;
    }));
    this.options.hidden = false;
    this.select(0);
  }

  select(index) {
    const all = [...this.options.children];
    this.chosen = (index + all.length) % all.length;
    all.forEach((each, n) => each.setAttribute("aria-selected", String(n === this.chosen)));
    all[this.chosen].scrollIntoView({ block: "nearest" });
    this.box.setAttribute("aria-activedescendant", `option-${this.chosen}`);
  }

  close() {
    this.options.hidden = true;
    this.box.removeAttribute("aria-activedescendant");
  }

  choose(command) {
    this.close();
    this.box.value = `/${command}`;
    this.send();
  }

  key(event) {
    if (event.isComposing) return;
    const open = !this.options.hidden;
    if (open && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      event.preventDefault();
      this.select(this.chosen + (event.key === "ArrowDown" ? 1 : -1));
    } else if (open && event.key === "Tab" && !event.shiftKey) {
      event.preventDefault();
      this.box.value = `/${this.options.children[this.chosen].dataset.command} `;
      this.typed();
    } else if (event.key === "Escape" && (open || this.replyTo)) {
      event.preventDefault();
      event.stopPropagation();
      if (open) this.close();
      else this.cancelReply();
    } else if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      if (open) this.choose(this.options.children[this.chosen].dataset.command);
      else this.send();
    }
  }

  async send() {
    const text = this.box.value.trim();
    if (!text) return;
    const replyTo = this.replyTo?.message_id;
    this.box.value = "";
    this.typed();
    if (this.replyTo) this.cancelReply();
    if (!(await this.actions.say(text, replyTo))) {
      this.box.value = text;
      this.typed();
    }
  }
}

function modeOf(chat) {
  if (chat.type === "channel") return "channel";
  if (chat.blocked) return "blocked";
  if (chat.type === "private" && chat.last_message_id === 0) return "start";
  return "write";
}
