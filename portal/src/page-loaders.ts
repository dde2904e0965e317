/** The pages that are files of their own: each is loaded when it is needed first. */
export const pageLoaders = {
  keys: once(() => import('./keys/keys-page.tsx')),
  key: once(() => import('./keys/key-page.tsx')),
  settings: once(() => import('./settings/settings-page.tsx')),
  developers: once(() => import('./developers/developers-page.tsx')),
};

/** Loads the page at a path while something else is waited for. That it fails shows when the page is opened. */
export function preloadPage(path: string): void {
  const [, name = '', isOne] = path.split('/');
  const loader = Object.entries(pageLoaders).find(
    ([page]) => page === (name === 'keys' && isOne ? 'key' : name),
  );
  void loader?.[1]().catch(() => undefined);
}

function once<Module>(load: () => Promise<Module>): () => Promise<Module> {
  let loading: Promise<Module> | undefined;
  return () => {
    loading ??= load();
    return loading;
  };
}
