import path from 'node:path'
import aria from '../src/platform/ariaAttributes.json'

/**
 * Taro writes a fixed list of attributes into the WeChat templates and drops every other one. This adds those
 * that screen readers need, so that roles and labels of the pages reach the phone.
 * Source: WeChat documentation, 无障碍访问 (aria-role, aria-label and others).
 */
interface BuildContext {
  registerMethod: (method: { name: string; fn: (platform: Platform) => void }) => void
}
interface Platform {
  template?: { mergeComponents: (context: BuildContext, patch: Record<string, Attributes>) => void }
  runtimePath: string | string[]
}
type Attributes = Record<string, string>

const runtime = path.resolve(__dirname, '../src/platform/ariaRuntime.weapp.ts')

export default function ariaPlugin(context: BuildContext): void {
  context.registerMethod({
    name: 'onSetupClose',
    fn: (platform) => {
      if (!platform.template) return
      const patch = Object.fromEntries(aria.attributes.map((attribute) => [attribute, '']))
      platform.template.mergeComponents(
        context,
        Object.fromEntries(aria.components.map((name) => [name, patch])),
      )
      platform.runtimePath = [platform.runtimePath, runtime].flat()
    },
  })
}
