import { type ASTNode, Environment, ParseError } from '@marcbachmann/cel-js'
import { ConserjeError } from '../protocol/errors.ts'
import type { Json, JsonObject } from '../protocol/json.ts'
import { expressionSentence } from './expression-sentence.ts'
import { type Evaluate, FUNCTIONS, LIST_MACROS, truthy } from './functions.ts'
import { arithmetic, compare, equal, member } from './operators.ts'

/*
 * The expression language of dialogs: CEL as the library parses it, with the three rules that a customer-service bot needs and that the
 * library's own evaluator can't have. A missing path is null, instead of an error at two in the morning; every number is a double, as in
 * the JSON that the values come from and are stored in; and an expression never fails: what can't be computed is null, and null is
 * neither greater nor less than anything. So the tree is compiled here, once, into closures.
 */

/** A CEL expression, parsed once. */
export interface Expression {
  readonly source: string
  /** The names that it reads, without what follows their dot: `order` for `order.total > 5`. */
  readonly names: ReadonlySet<string>
  /** Never throws. A missing path is null; numbers are doubles both ways; what has no value is null. */
  evaluate(variables: JsonObject): Json
}

/** An expression that can't be parsed. `col` counts from 1 within the expression. */
export class ExpressionError extends ConserjeError {
  readonly col: number
  constructor(message: string, col: number, options?: ErrorOptions) {
    super('condition.invalid', 'content', message, options)
    this.col = col
  }
}

const environment = new Environment({ unlistedVariablesAreDyn: true, homogeneousAggregateLiterals: false })

/** What a compiled tree collects on its way. */
interface Scope {
  names: Set<string>
  /** Names bound by a macro around: `i` in `items.exists(i, i.quantity > 1)`. */
  bound: ReadonlySet<string>
}

/** @throws ExpressionError with the column. */
export function parseExpression(source: string): Expression {
  const names = new Set<string>()
  const evaluate = compile(parseTree(source), { names, bound: new Set() })
  return { source, names, evaluate: variables => plain(evaluate(variables)) }
}

/** What is wrong with an expression where only `names` are known: a sentence and its column, or nothing. */
export function checkExpression(
  source: string,
  names: ReadonlySet<string>,
): { message: string; col: number } | undefined {
  try {
    for (const name of parseExpression(source).names) {
      if (names.has(name)) continue
      const col = source.search(new RegExp(`(?<![\\w.])${name}\\b`)) + 1
      return { message: `${name} is not known here; known are ${[...names].sort().join(', ')}`, col }
    }
    return undefined
  } catch (error) {
    if (error instanceof ExpressionError) return { message: error.message, col: error.col }
    throw error
  }
}

/** Whether a value counts as yes in a condition: null, false, 0 and the empty text do not. */
export const holds = (expression: Expression, variables: JsonObject): boolean =>
  truthy(expression.evaluate(variables))

function parseTree(source: string): ASTNode {
  try {
    return environment.parse(source).ast
  } catch (error) {
    if (!(error instanceof ParseError)) throw error
    const at = error.range?.start ?? 0
    const sentence = expressionSentence(error.summary, source, at)
    throw new ExpressionError(`the expression can't be read at its column ${at + 1}: ${sentence}`, at + 1, {
      cause: error,
    })
  }
}

function compile(node: ASTNode, scope: Scope): Evaluate {
  switch (node.op) {
    case 'value':
      return constant(node)
    case 'id': {
      const name = node.args
      if (!scope.bound.has(name)) scope.names.add(name)
      return variables => (Object.hasOwn(variables, name) ? (variables[name] ?? null) : null)
    }
    case '.':
    case '.?':
      return member(compile(node.args[0], scope), () => node.args[1])
    case '[]':
    case '[?]':
      return member(compile(node.args[0], scope), compile(node.args[1], scope))
    case '&&':
    case '||':
      return logic(node.op, compile(node.args[0], scope), compile(node.args[1], scope))
    case '!_': {
      const of = compile(node.args, scope)
      return variables => !truthy(of(variables))
    }
    case '-_': {
      const of = compile(node.args, scope)
      return variables => arithmetic('-', 0, of(variables))
    }
    case '?:': {
      const [condition, yes, no] = node.args.map(arg => compile(arg, scope)) as [Evaluate, Evaluate, Evaluate]
      return variables => (truthy(condition(variables)) ? yes(variables) : no(variables))
    }
    case 'list': {
      const items = node.args.map(item => compile(item, scope))
      return variables => items.map(item => item(variables))
    }
    case 'map': {
      const entries = node.args.map(([key, value]) => [compile(key, scope), compile(value, scope)] as const)
      return variables =>
        Object.fromEntries(entries.map(([key, value]) => [String(key(variables)), value(variables)]))
    }
    case 'call':
      return call(node, node.args[0], node.args[1], scope)
    case 'rcall':
      return receiverCall(node, node.args[0], node.args[1], node.args[2], scope)
    default:
      return binary(node, scope)
  }
}

function constant(node: ASTNode & { op: 'value' }): Evaluate {
  const value = node.args
  if (typeof value === 'bigint') {
    const double = Number(value)
    return () => double
  }
  if (value === null || typeof value !== 'object') return () => value
  throw failure(node, 'bytes and unsigned numbers have no use here')
}

function logic(operator: '&&' | '||', left: Evaluate, right: Evaluate): Evaluate {
  return operator === '&&'
    ? variables => truthy(left(variables)) && truthy(right(variables))
    : variables => truthy(left(variables)) || truthy(right(variables))
}

function binary(node: ASTNode, scope: Scope): Evaluate {
  const operator = node.op
  const [leftNode, rightNode] = node.args as [ASTNode, ASTNode]
  const left = compile(leftNode, scope)
  const right = compile(rightNode, scope)
  switch (operator) {
    case '==':
      return variables => equal(left(variables), right(variables))
    case '!=':
      return variables => !equal(left(variables), right(variables))
    case '<':
    case '<=':
    case '>':
    case '>=':
      return variables => compare(operator, left(variables), right(variables))
    case 'in':
      return variables => {
        const where = right(variables)
        const what = left(variables)
        if (Array.isArray(where)) return where.some(item => equal(item, what))
        return typeof where === 'object' && where !== null && Object.hasOwn(where, String(what))
      }
    case '+':
    case '-':
    case '*':
    case '/':
    case '%':
      return variables => arithmetic(operator, left(variables), right(variables))
    default:
      throw failure(node, `${operator} has no use here`)
  }
}

/** `size(x)`, `has(order.eta)`, … */
function call(node: ASTNode, name: string, argNodes: readonly ASTNode[], scope: Scope): Evaluate {
  const args = argNodes.map(arg => compile(arg, scope))
  if (name === 'has' && args[0] !== undefined) {
    const of = args[0]
    return variables => of(variables) !== null
  }
  return applied(node, name, args)
}

/** `text.contains('x')`, `items.exists(i, i.quantity > 1)`, … */
function receiverCall(
  node: ASTNode,
  name: string,
  receiver: ASTNode,
  argNodes: readonly ASTNode[],
  scope: Scope,
): Evaluate {
  const of = compile(receiver, scope)
  const macro = Object.hasOwn(LIST_MACROS, name) ? LIST_MACROS[name as keyof typeof LIST_MACROS] : undefined
  const [itemNode, bodyNode] = argNodes
  if (macro !== undefined && itemNode?.op === 'id' && bodyNode !== undefined) {
    const item = itemNode.args
    const body = compile(bodyNode, { ...scope, bound: new Set([...scope.bound, item]) })
    return variables => {
      const list = of(variables)
      return Array.isArray(list)
        ? macro(list, value => body({ ...(variables as JsonObject), [item]: value }))
        : null
    }
  }
  return applied(node, name, [of, ...argNodes.map(arg => compile(arg, scope))])
}

function applied(node: ASTNode, name: string, args: readonly Evaluate[]): Evaluate {
  const known = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name as keyof typeof FUNCTIONS] : undefined
  if (known === undefined) {
    const all = [...Object.keys(FUNCTIONS), ...Object.keys(LIST_MACROS), 'has'].sort().join(', ')
    throw failure(node, `there is no function ${name}; there are ${all}`)
  }
  return variables => known(...args.map(arg => arg(variables)))
}

const failure = (node: ASTNode, message: string) => new ExpressionError(message, node.range.start + 1)

/** JSON holds no NaN and no infinity: a division by zero has no value. */
const plain = (value: Json): Json => (typeof value === 'number' && !Number.isFinite(value) ? null : value)
