// What this page has seen since it was opened, for two minutes: states over time, and rates.

const WINDOW = 120_000;
const WINDOW_MIN = 15_000;

// [since, state] pairs, each until the next one begins.
export function note(states, at, state) {
  if (!states.length || states[states.length - 1][1] !== state) states.push([at, state]);
  while (states.length > 1 && states[1][0] < at - WINDOW) states.shift();
  return states;
}

export class History {
  lanes = new Map();
  connections = new Map();
  rates = [];
  #last;

  // How much of it there is to be drawn, in ms: it grows with the time that was watched.
  window(now) {
    return Math.min(WINDOW, Math.max(WINDOW_MIN, now - (this.rates[0]?.at ?? now)));
  }

  add(status, ownerOf) {
    const at = status.at;
    for (const address of status.addresses) {
      const owner = ownerOf(status, address);
      this.#lane(address.address, at, owner === "nobody heard" ? "stalled|nobody" :
        `normal|${owner}${address.epoch === undefined ? "" : " · epoch " + address.epoch}`);
    }
    for (const service of status.services) this.#lane(service.name, at, `${service.state}|`);
    this.#connections(status);
    this.#rates(status);
  }

  #lane(name, at, state) {
    if (!this.lanes.has(name)) this.lanes.set(name, []);
    note(this.lanes.get(name), at, state);
  }

  #connections(status) {
    const before = this.connections;
    this.connections = new Map();
    for (const connection of status.connections) {
      const states = before.get(connection.id)?.states ?? [];
      note(states, status.at, connection.protected ? connection.state : "unprotected");
      this.connections.set(connection.id, { ...connection, states });
    }
  }

  #rates(status) {
    const total = { at: status.at, in: 0, out: 0, lag: 0 };
    const bytes = new Map();
    for (const connection of status.connections) {
      bytes.set(connection.id, [connection.bytes_in, connection.bytes_out]);
      const then = this.#last?.bytes.get(connection.id) ?? (this.#last ? [0, 0] : [connection.bytes_in, connection.bytes_out]);
      total.in += Math.max(0, connection.bytes_in - then[0]);
      total.out += Math.max(0, connection.bytes_out - then[1]);
      total.lag += connection.stable_lag_bytes;
    }
    const seconds = this.#last ? (status.at - this.#last.at) / 1000 : 0;
    if (this.#last && seconds <= 0) return;
    total.in = seconds ? total.in / seconds : 0;
    total.out = seconds ? total.out / seconds : 0;
    this.rates.push(total);
    while (this.rates[0].at < status.at - WINDOW) this.rates.shift();
    this.#last = { at: status.at, bytes };
  }
}
