/**
 * Taro writes a fixed list of attributes into the WeChat templates and drops every other one. This adds those
 * that screen readers need, so that `role` and `aria-*` of the pages reach the phone.
 * Source: WeChat documentation, 无障碍访问 (aria-role, aria-label and others on view, text, image, form parts).
 */
interface BuildContext {
  registerMethod: (method: { name: string; fn: (platform: Platform) => void }) => void
}
interface Platform {
  template?: { mergeComponents: (context: BuildContext, patch: Record<string, Attributes>) => void }
}
type Attributes = Record<string, string>

const attributes: Attributes = {
  'aria-role': '',
  'aria-label': '',
  'aria-hidden': '',
  'aria-disabled': '',
  'aria-checked': '',
  'aria-selected': '',
  'aria-expanded': '',
  'aria-modal': '',
  'aria-live': '',
  'aria-describedby': '',
}

export default function ariaPlugin(context: BuildContext): void {
  context.registerMethod({
    name: 'onSetupClose',
    fn: ({ template }) =>
      template?.mergeComponents(context, {
        View: attributes,
        Text: attributes,
        Image: attributes,
        Button: attributes,
        Input: attributes,
        Textarea: attributes,
        Switch: attributes,
      }),
  })
}
