/** What is used of `@nestjs/core`, an optional peer that is not installed here. */
declare module '@nestjs/core' {
  interface HttpAdapter {
    /** Called before the first route is registered, and before the body parsers. */
    init?(): Promise<void>
    use(handler: unknown): unknown
  }

  export class HttpAdapterHost {
    readonly httpAdapter: HttpAdapter | null | undefined
    readonly init$: { subscribe(next: () => void): unknown }
  }
}
