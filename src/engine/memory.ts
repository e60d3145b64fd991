/** What an object remembers: its own fields, and those of the objects and arrays that it is made of, as bytes. Another one of the same
 *  make goes on from there as if it were the same. What is missing in one of both, a null, must be so in the other. */
import { deserialize, serialize } from 'node:v8'

export const memoryOf = (object: object): Uint8Array => new Uint8Array(serialize(object))

/** Lets an object go on from what another one remembered. */
export function remember(object: object, memory: Uint8Array): void {
  put(object as Fields, deserialize(memory))
}

interface Fields { [name: string]: unknown }

function put(to: Fields, from: Fields): void {
  for (const [name, value] of Object.entries(from)) {
    const own = to[name]
    if (ArrayBuffer.isView(value)) (own as Float64Array).set(value as Float64Array)
    else if (typeof value === 'object' && value !== null) put(own as Fields, value as Fields)
    else to[name] = value
  }
}
