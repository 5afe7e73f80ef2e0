import { type Icon, IconChartBar, IconInbox, IconSearch, IconUserCog, IconUsers } from '@tabler/icons-react'
import { type ComponentType, lazy } from 'react'
import type { Role } from '../../protocol/api/desk.ts'
import type { ShortcutId } from './keys/shortcuts.ts'
import { DeskPage } from './pages/desk.tsx'

/** A page of the console. Pages beside the desk load when they are first opened. */
export interface PageRoute {
  path: string | RegExp
  Page: ComponentType
  /** In the bar at the side, for those who may open it; its label is `nav.<id>`. */
  nav?: { id: string; to: string; icon: Icon; shortcut: ShortcutId }
  /** Who may open it; everybody when left out. */
  roles?: readonly Role[]
}

/** Every page, in the order of the bar; `Settings` and the like stand at its end. A page is one line here and one file in `pages/`. */
export const ROUTES: readonly PageRoute[] = [
  {
    // One route for all of the desk, so that choosing another conversation keeps the queue where it is.
    path: /^\/(?:c\/(?<id>[\w-]+)(?:\/(?<part>about))?)?\/?$/,
    Page: DeskPage,
    roles: ['agent', 'supervisor'],
    nav: { id: 'queue', to: '/', icon: IconInbox, shortcut: 'goQueue' },
  },
  {
    path: /^\/search(?:\/(?<id>[\w-]+))?\/?$/,
    Page: page(() => import('./pages/search.tsx'), 'SearchPage'),
    nav: { id: 'search', to: '/search', icon: IconSearch, shortcut: 'goSearch' },
    roles: ['agent', 'supervisor'],
  },
  {
    path: '/team',
    Page: page(() => import('./pages/team.tsx'), 'TeamPage'),
    nav: { id: 'team', to: '/team', icon: IconUsers, shortcut: 'goDesk' },
    roles: ['supervisor'],
  },
  {
    path: '/figures',
    Page: page(() => import('./pages/figures.tsx'), 'FiguresPage'),
    nav: { id: 'figures', to: '/figures', icon: IconChartBar, shortcut: 'goFigures' },
    roles: ['supervisor', 'designer'],
  },
  {
    path: '/account',
    Page: page(() => import('./pages/account.tsx'), 'AccountPage'),
    nav: { id: 'account', to: '/account', icon: IconUserCog, shortcut: 'goAccount' },
  },
]

/** A page that is loaded when it is opened: `page(() => import('./pages/x.tsx'), 'XPage')`. */
export function page<Name extends string>(
  load: () => Promise<Record<Name, ComponentType>>,
  name: Name,
): ComponentType {
  return lazy(async (): Promise<{ default: ComponentType }> => ({ default: (await load())[name] }))
}
