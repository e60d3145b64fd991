/** Shows a picture of what is heard: live on the whole terminal until a key is pressed, or once, as text. */
import { paint } from '../pictures/paint.ts'
import type { Picture } from '../pictures/picture.ts'
import type { Tap } from '../io/tap.ts'
import type { Screen } from './screen.ts'
import { columns } from './width.ts'

/** Time from one picture to the next, ms: 25 a second. */
const FRAME = 40
/** Seconds that a picture has heard before it is shown first. */
const BEFORE = 3
/** Frames taken at once. */
const PIECE = 4096
/** Rows of a still. */
const ROWS = 16

/** Feeds a picture what comes from the tap. */
export class Feed {
  private readonly pcm = new Float32Array(2 * PIECE)
  private readonly tap: Tap
  private readonly picture: Picture

  /** The picture has heard the last seconds. */
  constructor(tap: Tap, picture: Picture) {
    this.tap = tap
    this.picture = picture
    if (!picture.take) return
    for (let ago = BEFORE * tap.rate; ago > PIECE; ago -= PIECE) {
      tap.latest(this.pcm, Math.round(ago - PIECE))
      picture.take(this.pcm, PIECE)
    }
  }

  /** What has come since. */
  go(): void {
    const { pcm, tap, picture } = this
    if (picture.take) for (let frames = tap.next(pcm); frames > 0; frames = tap.next(pcm)) picture.take(pcm, frames)
  }
}

/** Live. Resolves when a key is pressed. @param color with colours? */
export function watch(tap: Tap, picture: Picture, screen: Screen, color: boolean): Promise<void> {
  const feed = new Feed(tap, picture)
  return new Promise((resolve, reject) => {
    const end = (settle: () => void): void => {
      clearInterval(timer)
      screen.close()
      settle()
    }
    const draw = (): void => {
      try {
        feed.go()
        if (screen.isBusy) return
        const [columns, rows] = [screen.columns, screen.height]
        const lines = picture.draw(tap, { columns, rows: Math.max(0, rows - 1), paint: paint(color) })
        const hint = 'any key ends this'
        screen.draw([...lines, ...Array<string>(Math.max(0, rows - 1 - lines.length)).fill(''), paint(color).dim(hint.slice(0, columns))])
      } catch (error) {
        end(() => reject(error))
      }
    }
    const timer = setInterval(draw, FRAME)
    screen.open(() => end(resolve))
    draw()
  })
}

/** Once, as text without colours. */
export function still(tap: Tap, picture: Picture): string {
  new Feed(tap, picture)
  return picture.draw(tap, { columns: columns(), rows: ROWS, paint: paint(false) }).map(line => line.trimEnd()).join('\n')
}
