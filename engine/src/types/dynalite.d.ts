declare module 'dynalite' {
  import type { Server } from 'node:http';

  interface DynaliteOptions {
    /** Folder of the store; in memory when absent. */
    path?: string;
    createTableMs?: number;
    deleteTableMs?: number;
    updateTableMs?: number;
  }

  // biome-ignore lint/style/noDefaultExport: that is what the package exports
  export default function dynalite(options?: DynaliteOptions): Server;
}
