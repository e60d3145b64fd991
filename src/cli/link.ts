/** The link to the engine: a control connection that outlives it. While the engine is being started again, what is said waits. */
import type { Arg, Message, News } from '../engine/command.ts'
import { type Control, Gone } from '../io/control.ts'

/** Addresses that may be said again when it isn't known whether they were heard: doing it twice is doing it once. */
const REPEATABLE = new RegExp('^/(mod|gate|pattern|bpm|quantise|fade|mute|solo|reset|panic|play|hold|release|status|list|tap|who|' +
  'patch/(history|text)|record/status)(/|$)')

export class Link implements Control {
  private control!: Promise<Control>
  /** Why there will be no engine any more; null until then. */
  private gone: Gone | null = null
  private settle!: { resolve: (control: Control) => void, reject: (error: Error) => void }
  private readonly since: number
  private readonly newsCallbacks: ((news: News) => void)[] = []
  private readonly closeCallbacks: ((inOrder: boolean) => void)[] = []

  /** @param since news from before that (ms, see slot/clock.ts) are none any more. */
  constructor(since = -Infinity) {
    this.since = since
    this.wait()
  }

  /** The connection to the engine that is there now. */
  use(control: Control): void {
    control.onNews(news => { if (news.at >= this.since) this.tell(news) })
    control.onClose(() => this.wait())
    this.settle.resolve(control)
  }

  /** Tells those who listen. */
  tell(news: News): void {
    this.newsCallbacks.forEach(callback => callback(news))
  }

  /** There will be no engine any more. `inOrder`: it was told to end. */
  giveUp(inOrder = true): void {
    this.gone = new Gone('the engine has gone')
    this.settle.reject(this.gone)
    this.wait()
    this.closeCallbacks.forEach(callback => callback(inOrder))
  }

  async send(address: string, ...args: Arg[]): Promise<Message[]> {
    for (;;) {
      const control = await this.control
      try {
        return await control.send(address, ...args)
      } catch (error) {
        if (!(error instanceof Gone)) throw error
        if (!REPEATABLE.test(address)) throw new Gone(`the engine has ended before it answered ${address}: say it again`)
      }
    }
  }

  onNews(callback: (news: News) => void): void {
    this.newsCallbacks.push(callback)
  }

  onClose(callback: (inOrder: boolean) => void): void {
    this.closeCallbacks.push(callback)
  }

  close(): void {
    this.control.then(control => control.close(), () => {})
  }

  private wait(): void {
    this.control = new Promise((resolve, reject) => { this.settle = { resolve, reject } })
    // The connection may be seen to close after that.
    if (this.gone) this.settle.reject(this.gone)
    this.control.catch(() => { /* nobody has anything to say */ })
  }
}
