import type { Identity } from '../identities/identity'
import { html, type SafeHtml } from './html'

function groupIdentities(identities: readonly Identity[]): Map<string, Identity[]> {
  const groups = new Map<string, Identity[]>()
  for (const identity of identities) {
    const group = groups.get(identity.group) ?? []
    group.push(identity)
    groups.set(identity.group, group)
  }
  return groups
}

const renderChoice = (identity: Identity) => html`
  <button class="choice" name="identity" value="${identity.id}">
    <span class="name">${identity.name}</span>
    <span class="role">${identity.roleLine}</span>
  </button>
`

/** A form with one large button per known person, grouped, and one for somebody new. */
export function renderIdentityForm(
  action: string,
  hidden: Record<string, string>,
  identities: readonly Identity[],
): SafeHtml {
  const fields = Object.entries(hidden).map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`,
  )
  const groups = [...groupIdentities(identities)].map(
    ([group, members]) =>
      html`<section>
        <h2>${group}</h2>
        ${members.map(renderChoice)}
      </section>`,
  )
  return html`
    <form method="post" action="${action}">${fields} ${groups}</form>
    <section>
      <h2>都不是？</h2>
      <form method="post" action="${action}">
        ${fields}
        <label for="newcomer">新朋友的称呼（可以不填）</label>
        <input type="text" id="newcomer" name="name" maxlength="20" autocomplete="off" />
        <button class="choice" name="identity" value="">
          <span class="name">以一位新朋友的身份进入</span>
          <span class="role">还没有用过邻里的人</span>
        </button>
      </form>
    </section>
  `
}
