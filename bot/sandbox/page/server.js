// The control API of the sandbox, and its stream of changes.

async function answer(response) {
  if (!response.ok) throw new Error(`${response.status}`);
  return response.json();
}

export const get = async (path) => answer(await fetch(`/_sandbox/${path}`));

export const post = async (path, body) =>
  answer(await fetch(`/_sandbox/${path}`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  }));

// Calls hear(event) for each change after number *after*, state(true | false) as the connection comes and goes.
// The browser reconnects by itself and says which event it saw last; a restart of the server means «resync».
export function listen(after, hear, state) {
  const stream = new EventSource(`/_sandbox/events?after=${after}`);
  stream.addEventListener("open", () => state(true));
  stream.addEventListener("error", () => {
    state(false);
    if (stream.readyState === EventSource.CLOSED) setTimeout(() => hear({ kind: "resync" }), 1500);
  });
  stream.addEventListener("message", (event) => hear(JSON.parse(event.data)));
  return stream;
}
