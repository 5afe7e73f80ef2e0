import { describe, expect, test } from 'vitest'
import { sniffMedia } from '../../adapters/sniff-media.ts'

const latin = (text: string) => Buffer.from(text, 'latin1')

describe('the type of a file', () => {
  test.each([
    ['\x89PNG\r\n\x1a\n', '', 'image/png'],
    ['\xff\xd8\xff\xe0', '', 'image/jpeg'],
    ['GIF89a', '', 'image/gif'],
    ['RIFF\0\0\0\0WEBPVP8 ', '', 'image/webp'],
    ['RIFF\0\0\0\0WAVEfmt ', '', 'audio/wav'],
    ['RIFF\0\0\0\0AVI ', 'video/avi', undefined],
    ['%PDF-1.4', '', 'application/pdf'],
    ['OggS\0', 'audio/ogg; codecs=opus', 'audio/ogg'],
    ['ID3\x04', '', 'audio/mpeg'],
    ['\xff\xfb\x90\x64', '', 'audio/mpeg'],
    ['\xff\xfe\x41\x00', '', undefined],
    ['\x1aE\xdf\xa3', 'audio/webm;codecs=opus', 'audio/webm'],
    ['\x1aE\xdf\xa3', 'video/webm', 'video/webm'],
    ['\0\0\0\x20ftypisom', 'video/mp4', 'video/mp4'],
    ['\0\0\0\x20ftypisom', 'audio/mp4', 'audio/mp4'],
    ['\0\0\0\x20ftypM4A ', '', 'audio/mp4'],
    ['\0\0\0\x20ftypheic', '', 'image/heic'],
    ['\0\0\0\x20ftypqt  ', '', 'video/quicktime'],
    ['\0\0\0\x20ftypcrx ', '', undefined],
    ['hello', 'text/plain; charset=utf-8', 'text/plain'],
    ['h\0llo', 'text/plain', undefined],
    ['h\xffllo', 'text/plain', undefined],
    ['hello', 'text/plainish-html', undefined],
    ['', '', undefined],
    ['\x89', 'image/png', undefined],
  ])('of %j that claims to be %j is %j', (bytes, claimed, expected) => {
    expect(sniffMedia(latin(bytes), claimed)).toBe(expected)
  })
})
