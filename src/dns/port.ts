/** The host's way to ask DNS; `nodeDns()` and `dohDns()` are ready-made ones. */
export interface DnsResolver {
  /** TXT records at exactly this name, each as its chunks in order. No record is an empty list. */
  resolveTxt(name: string, options: { signal?: AbortSignal }): Promise<string[][]>
}
