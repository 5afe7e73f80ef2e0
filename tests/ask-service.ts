import { connect } from 'node:net'
import { inject } from 'vitest'
import type { Service } from './run-services.ts'

/** Where a service of this run of tests is: a URL or a folder. The first who asks waits until it is there. */
export const askService = (name: Service): Promise<string> =>
  new Promise((resolve, reject) => {
    let answer = ''
    const socket = connect(inject('servicesDoor'), '127.0.0.1', () => socket.write(`${name}\n`))
    socket.on('data', chunk => {
      answer += chunk
    })
    socket.on('error', reject)
    socket.on('end', () => {
      if (answer === '' || answer.startsWith('error: ')) reject(new Error(`${name}: ${answer}`))
      else resolve(answer)
    })
  })
