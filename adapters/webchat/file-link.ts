import { createHmac } from 'node:crypto'
import { sameText } from './verify.ts'

/** 132 bits of the signature: 22 characters. */
const SIGNATURE_CHARS = 22

const sign = (secret: string, id: string) =>
  createHmac('sha256', secret).update(`file:${id}`).digest('base64url').slice(0, SIGNATURE_CHARS)

/** A link that nobody can guess: agents and pictures in a page have no token to show. */
export const fileUrl = (base: string, secret: string, id: string) =>
  `${base}/v3/directline/files/${id}?s=${sign(secret, id)}`

export const isFileLink = (secret: string, id: string, signature: string | null) =>
  sameText(sign(secret, id), signature ?? '')
