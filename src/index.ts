/** What a patch imports: `import { patch, sine } from 'music-chronus'`. */
export * from './dsp/index.ts'
export { bank } from './patch/samples/bank.ts'
export { patch } from './patch/patch.ts'
export { voices } from './patch/voices.ts'
export { poly } from './patch/poly.ts'
export {
  arrange, beat, cat, choose, pat, polymeter, pure, randcat, run, scan, seq, signals, silence, stack, timeCat, wchoose, wrandcat,
} from './pattern/index.ts'
