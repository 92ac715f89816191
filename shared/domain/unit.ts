/**
 * A number or a text of one meaning: values of two different meanings cannot be passed for each other, while a plain
 * literal fits each. `Unit` is never there at run time.
 */
export type OfUnit<Value, Unit extends string> = Value & { readonly __unit?: Unit };
