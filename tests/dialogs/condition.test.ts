import { describe, expect, test } from 'vitest'
import { checkExpression, ExpressionError, parseExpression } from '../../dialogs/condition.ts'
import type { JsonObject } from '../../protocol/json.ts'

const value = (source: string, variables: JsonObject = {}) => parseExpression(source).evaluate(variables)
const order = { total: 84.5, status: 'shipped', items: [{ name: 'Lamp', quantity: 2 }], eta: null }

describe('an expression', () => {
  test.each([
    ['order.total > 50 && order.status == "shipped"', true],
    ['order.total + 1', 85.5],
    ['5 / 2', 2.5],
    ['7 % 4', 3],
    ['-order.total', -84.5],
    ['size(order.items) - 1', 0],
    ['order.items[0].name', 'Lamp'],
    ['order["status"]', 'shipped'],
    ['order.status in ["shipped", "packed"]', true],
    ['"status" in order', true],
    ['order.items.exists(item, item.quantity > 1)', true],
    ['order.items.all(item, item.quantity > 2)', false],
    ['order.items.exists_one(item, item.name == "Lamp")', true],
    ['order.items.map(item, item.name)', ['Lamp']],
    ['order.items.filter(item, item.quantity > 5)', []],
    ['{"a": 1, "b": order.status}', { a: 1, b: 'shipped' }],
    ['[1] + [2]', [1, 2]],
    ['"a" + "b"', 'ab'],
    ['order.total > 100 ? "much" : "little"', 'little'],
    ['!(order.total > 100)', true],
    ['has(order.total)', true],
    ['order.status.startsWith("ship") && order.status.contains("pp")', true],
    ['matches(order.status, "^s.*d$")', true],
    ['string(order.total)', '84.5'],
    ['int("12.7") + double("0.5")', 12.5],
    ['days_between("2026-03-01", "2026-03-08T10:00:00Z")', 7],
    ['[1, 2] == [1.0, 2.0]', true],
  ])('%s', (source, expected) => expect(value(source, { order })).toEqual(expected))
})

describe('what is missing is null, and never an error', () => {
  test.each([
    ['order.a.b.c', null],
    ['order.a.b == null', true],
    ['nobody.total > 5', false],
    ['null < 5 || null > 5', false],
    ['order.items[7].name', null],
    ['order.items["x"]', null],
    ['order.status.name', null],
    ['order.eta + 1', null],
    ['order.status - 1', null],
    ['1 / 0', null],
    ['size(nobody)', 0],
    ['nobody.exists(x, x == 1)', null],
    ['nobody.startsWith("a")', false],
    ['matches("a", "(")', false],
    ['days_between(nobody, "2026-03-01")', null],
    ['has(order.eta)', false],
    ['nobody ? 1 : 2', 2],
    ['order.constructor', null],
    ['order.__proto__', null],
  ])('%s', (source, expected) => expect(value(source, { order })).toEqual(expected))
})

test('null, false, 0 and the empty text are no in a condition', () => {
  expect(['null', 'false', '0', '""'].map(source => value(`${source} ? 1 : 2`))).toEqual([2, 2, 2, 2])
  expect(['"a"', '[]', '0.5', '{}'].map(source => value(`${source} ? 1 : 2`))).toEqual([1, 1, 1, 1])
})

test('the names that it reads are known, those of a macro are not among them', () => {
  expect([...parseExpression('order.items.exists(i, i.quantity > slots.least)').names]).toEqual([
    'order',
    'slots',
  ])
})

describe('a fault is told as a sentence with its column', () => {
  const names = new Set(['order', 'slots'])
  test.each([
    ['order.total >', /read at its column 14: something is missing at the end/, 14],
    ['order.status = slots', /"=" compares nothing; write ==/, 14],
    ['order.a and order.b', /write && for "and"/, 9],
    ['(order.total > 5', /\) is missing before the end/, 17],
    ['order == “x”', /straight quotes/, 10],
    ['order.total > limit', 'limit is not known here; known are order, slots', 15],
    ['foo(order)', /^there is no function foo; there are all, contains, days_between/, 1],
    ['b"x" == order', 'bytes and unsigned numbers have no use here', 1],
  ])('%s', (source, message, col) => {
    const fault = checkExpression(source, names)
    expect(fault?.message).toMatch(message)
    expect(fault?.col).toBe(col)
  })

  test('a sound one has none', () =>
    expect(checkExpression('order.total > size(slots)', names)).toBeUndefined())

  test('parsing throws it', () => expect(() => parseExpression('(')).toThrow(ExpressionError))
})
