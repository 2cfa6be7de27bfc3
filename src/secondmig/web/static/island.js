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

function coding([id, start, end, code, coder, facets, seen, more = {}], { codings, coder: me, document }) {
  const by = codings.coders[coder];
  return {
    id,
    start,
    end,
    code: codings.codes[code],
    coder: by,
    facets: codings.facets[facets],
    origin: "manual",
    status: "current",
    memo: "",
    ...more,
    seen,
    mine: by === me,
    version: document.version,
  };
}
