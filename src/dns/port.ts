/**
 * The host's way to ask DNS; `nodeDns()`, `dohDns()` and `quorumDns()` are ready-made ones, and
 * `describeDns` of `ssokit/testing` examines one of your own.
 *
 * "There is no record" and "nobody knows" must never look alike: a verified domain whose name
 * servers are down would lose its proof. So an empty list is given only where DNS itself said so,
 * and everything else rejects.
 */
export interface DnsResolver {
  /**
   * Gives the TXT records at exactly this name, or where its CNAMEs lead to.
   *
   * @param name absolute, in lower-case A-labels, without the dot at the end; at most 253 characters
   * @param options.signal gives up at once and rejects with its reason
   * @returns each record as its chunks in order, a byte being a character (U+0000 to U+00FF); empty
   * where the name does not exist (NXDOMAIN, ENOTFOUND) or has no TXT record (NODATA, ENODATA).
   * Records come in any order, and all of them or none.
   * @throws where the answer is not known: SERVFAIL, REFUSED, no answer in time, an answer that
   * cannot be read or is cut off. The ready-made ones throw the retryable `domain_dns_failed`, also
   * for more than 100 records.
   */
  resolveTxt(name: string, options: { signal?: AbortSignal }): Promise<string[][]>

  /**
   * Gives what a CNAME record at exactly this name points to, if there is one. Only for telling an
   * admin what stands in the way; a resolver may come without it.
   *
   * @returns names as `resolveTxt` takes them; empty and rejected as there
   */
  resolveCname?(name: string, options: { signal?: AbortSignal }): Promise<string[]>
}
