/** What the server put into the page, unpacked from short rows over tables. */

/** @returns {object} the island with `turns` and `codings` as the page uses them */
export function unpacked(island) {
  const { speakers, rows } = island.turns;
  const language = island.document.language;
  const turns = rows.map(([number, speaker, start, end, from = null, to = null, spoken = ""], index) => [
    index,
    number,
    speakers[speaker][0],
    speakers[speaker][1],
    start,
    end,
    from,
    to,
    spoken || language,
  ]);
  return { ...island, turns, codings: island.codings.rows.map((row) => coding(row, island)) };
}

/** By places in the row and without a spread: there are thousands of them before anything is seen. */
function coding(row, { codings, coder: me, document }) {
  const by = codings.coders[row[4]];
  const made = {
    id: row[0],
    start: row[1],
    end: row[2],
    code: codings.codes[row[3]],
    coder: by,
    facets: codings.facets[row[5]],
    origin: "manual",
    status: "current",
    memo: "",
    seen: row[6],
    mine: by === me,
    version: document.version,
  };
  if (row.length > 7) Object.assign(made, row[7], { seen: made.seen, mine: made.mine, version: made.version });
  return made;
}
