/** Natural language to OSC. */
export type { When } from './amounts.ts'
export { beginnings } from './beginnings.ts'
export { type Context, NOTHING_SAID } from './context.ts'
export { rehearse } from './rehearse.ts'
export { type Said, NotDone, understand } from './say.ts'
export { type Playing, type Sent } from './scene.ts'
