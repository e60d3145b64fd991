/** What a patch imports: `import { patch, sine } from 'music-chronus'`. */
export * from './dsp/index.ts'
export { patch } from './patch/patch.ts'
export { voices } from './patch/voices.ts'
export { poly } from './patch/poly.ts'
