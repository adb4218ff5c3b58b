/** The part of cli-progress that is used here; the package brings no types. */
declare module 'cli-progress' {
  export class SingleBar {
    constructor(options: { format: string; hideCursor?: boolean; noTTYOutput?: boolean })
    start(total: number, value: number): void
    update(value: number): void
    stop(): void
  }
}
