/** Every link in a Markdown file of the project that stays within it leads to a file that is there, and to a heading in it. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'
import { test } from 'uvu'
import * as assert from 'uvu/assert'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const pages = ['.', 'docs', 'bench'].flatMap(folder => readdirSync(join(ROOT, folder)).map(name => normalize(join(folder, name))))
  .filter(name => name.endsWith('.md'))
const read = (name: string): string => readFileSync(join(ROOT, name), 'utf8')
/** Without what is code, in which nothing is a link or a heading. */
const prose = (name: string): string => read(name).replace(/^( *)```[^]*?^\1```/gm, '')

/** The names that headings get as anchors, as GitHub makes them. */
function anchors(name: string): string[] {
  const slugs = [...prose(name).matchAll(/^#+ (.*)$/gm)].map(([, heading]) =>
    heading.toLowerCase().replace(/[^\p{L}\p{N}\s_-]/gu, '').replace(/\s/g, '-'))
  return slugs.map((slug, i) => {
    const before = slugs.slice(0, i).filter(other => other === slug).length
    return before === 0 ? slug : `${slug}-${before}`
  })
}

const links = pages.flatMap(page => [...prose(page).replace(/`[^`\n]*`/g, '').matchAll(/\]\(([^)\s]+)\)/g)]
  .map(([, target]) => ({ page, target })).filter(({ target }) => !/^\w+:/.test(target)))

test('there are links', () => assert.ok(links.length > 60, `${links.length}`))

test('each leads somewhere', () => {
  const broken = links.filter(({ page, target }) => {
    const [path, anchor] = target.split('#')
    const file = path === '' ? page : normalize(join(dirname(page), path))
    if (!existsSync(join(ROOT, file))) return true
    return anchor !== undefined && (statSync(join(ROOT, file)).isDirectory() || !anchors(file).includes(anchor))
  })
  assert.equal(broken.map(({ page, target }) => `${page}: ${target}`), [])
})

test('the index of docs has all of them', () => {
  const index = read('docs/README.md')
  const missing = pages.filter(page => /^docs\/(?!README)/.test(page)).filter(page => !index.includes(`](${page.slice('docs/'.length)})`))
  assert.equal(missing, [])
})

test.run()
