// Numbers, times and elements; nothing that the node says is ever read as HTML.

export function bytes(count) {
  if (count < 1024) return `${Math.round(count)} B`;
  let unit = -1;
  for (; count >= 1000 && unit < 4; unit++) count /= 1024;
  return `${count < 10 ? count.toFixed(1) : Math.round(count)} ${"KMGTP"[unit]}iB`;
}

export const time = (millis) => new Date(millis).toLocaleTimeString("en-GB") + "." + String(millis % 1000).padStart(3, "0");

export function element(name, text, className) {
  const made = document.createElement(name);
  if (text !== undefined) made.textContent = text;
  if (className) made.className = className;
  return made;
}

// Replaces a table's rows; a cell is a text or an element.
export function fill(table, rows, whenEmpty) {
  const body = table.tBodies[0];
  const columns = table.tHead.rows[0].cells.length;
  body.replaceChildren(...rows.map((cells) => {
    const row = element("tr");
    for (const cell of cells) {
      const td = element("td");
      td.append(cell ?? "–");
      row.append(td);
    }
    return row;
  }));
  if (!rows.length) {
    const td = element("td", whenEmpty, "empty");
    td.colSpan = columns;
    body.append(element("tr"));
    body.rows[0].append(td);
  }
}
