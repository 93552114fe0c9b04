/** An interface together with what answers it. */
import { type Variant, variant } from './dbusLibrary.js';
import type {
  Handlers,
  InterfaceDescription,
  PropertiesOf,
  Property,
  Variants,
} from './interfaceDescription.js';

type Answer = readonly unknown[] | Promise<readonly unknown[]>;

export interface ExportedInterface {
  readonly description: InterfaceDescription;
  /** The arguments have been checked against the description; the answer is of its types. */
  readonly methods: Readonly<Record<string, (args: readonly unknown[], caller: string) => Answer>>;
  /** The values of all properties. */
  get(): Readonly<Record<string, unknown>>;
  /** Sets a property that is writable to a value that has been checked. It is taken when this resolves. */
  set(name: string, value: unknown): Promise<void>;
}

interface Parts<D extends InterfaceDescription> {
  readonly methods: Handlers<D>;
  get(): PropertiesOf<D>;
  set?(name: string, value: unknown): Promise<void>;
}

/** Forgets the types of the parts, which the compiler has compared with the description. */
export function exported<D extends InterfaceDescription>(description: D, parts: Parts<D>): ExportedInterface {
  return {
    description,
    methods: parts.methods as unknown as ExportedInterface['methods'],
    get: () => parts.get(),
    set: async (name, value) => {
      if (parts.set === undefined) throw new Error(`${description.name} has nothing to set`);
      await parts.set(name, value);
    },
  };
}

/** A property of this name that is the interface's own. */
export function propertyOf({ properties }: InterfaceDescription, name: string): Property | undefined {
  return Object.hasOwn(properties, name) ? properties[name] : undefined;
}

/** The properties of an interface as variants; all of them, or those whose values are given. */
export function variantsOf(
  { description, get }: Pick<ExportedInterface, 'description' | 'get'>,
  values: Readonly<Record<string, unknown>> = get(),
): Variants {
  const variants: Record<string, Variant> = {};
  for (const [name, { type }] of Object.entries(description.properties)) {
    const value = values[name];
    if (value !== undefined) variants[name] = variant(type, value);
  }
  return variants;
}
