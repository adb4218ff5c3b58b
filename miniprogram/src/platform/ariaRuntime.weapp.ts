import { mergeInternalComponents } from '@tarojs/shared'
import aria from './ariaAttributes.json'

// The second half of config/ariaPlugin.ts: templates and runtime must count a component's attributes alike.
const patch = Object.fromEntries(aria.attributes.map((attribute) => [attribute, '']))
mergeInternalComponents(Object.fromEntries(aria.components.map((component) => [component, patch])))
