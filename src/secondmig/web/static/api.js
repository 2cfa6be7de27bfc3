/** Requests to the server; every answer is JSON, every refusal an `ApiError` with the server's own words. */

const LONGEST = 20_000; // milliseconds; a server that hangs is one that is away

export class ApiError extends Error {
  constructor(status, told) {
    super(told?.message ?? `status ${status}`);
    this.status = status;
    this.told = told ?? {};
  }
}

/** One request. A network that is away throws TypeError, as fetch does. */
export async function call(method, path, body) {
  const answer = await fetch(path, {
    method,
    headers: body === undefined ? {} : { "Content-Type": "application/json" },
    body: body === undefined ? undefined : JSON.stringify(body),
    credentials: "same-origin",
    cache: "no-store",
    signal: AbortSignal.timeout(LONGEST),
  });
  const told = await answer.json().catch(() => null);
  if (!answer.ok) throw new ApiError(answer.status, told?.error);
  return told;
}
