// Build elements without ever parsing text as markup.

export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `#i-${name}`);
  svg.append(use);
  return svg;
}

// Only addresses a reader may safely open; anything else is shown as text.
export function safeUrl(text) {
  try {
    const url = new URL(/^[a-z][a-z0-9+.-]*:/i.test(text) ? text : `https://${text}`);
    return ["http:", "https:", "tg:", "mailto:"].includes(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}

const TINTS = [
  ["#0b6e63", "#2a9d8f"], ["#8a4b08", "#c77d28"], ["#7a2e5d", "#b2588f"], ["#2f4a8a", "#5c7fcf"],
  ["#4d6b1f", "#80a03c"], ["#8f2f2a", "#c9635c"],
];

export function paintAvatar(node, title, id) {
  const letters = [...title.replace(/^(من|ال)\s*/u, "").trim()];
  node.textContent = letters[0] ?? "؟";
  const [dark, bright] = TINTS[((id % TINTS.length) + TINTS.length) % TINTS.length];
  node.style.backgroundImage = `linear-gradient(160deg, ${bright}, ${dark})`;
  return node;
}
