import type { Core } from '@strapi/strapi';
import { FILE_UID } from '../constants';
import type { Interest } from '../stores/webhook-cache';
import { readRows } from './read-rows';
import type { Recorder } from './recorder';

/** The part of a Koa context that moving files reads. */
interface MoveContext {
  request: { body?: { fileIds?: unknown } };
}

type MoveMany = (context: MoveContext, next: unknown) => Promise<unknown>;

const CONTROLLER = 'plugin::upload.admin-folder-file';

export interface MediaMovesDeps {
  strapi: Core.Strapi;
  interestIn(uid: string): Promise<Interest | null>;
  recorder: Recorder;
}

/**
 * The one change of media that no lifecycle sees: moving files to another folder is written with
 * plain SQL, in a transaction of its own. The controller's transaction joins one that is open
 * already, so the move and its events commit together in the one opened here.
 */
export function announceMediaMoves({ strapi, interestIn, recorder }: MediaMovesDeps): void {
  // The registry types controllers by name; this one belongs to another plugin.
  const controllers = strapi.get('controllers') as {
    extend(uid: string, wrap: (controller: { moveMany: MoveMany }) => object): unknown;
  };

  controllers.extend(CONTROLLER, (controller) => ({
    ...controller,
    async moveMany(context: MoveContext, next: unknown) {
      const move = () => controller.moveMany(context, next);
      const interest = await interestIn(FILE_UID);
      if (interest === null || !interest.types.has('media.update')) return move();

      return strapi.db.transaction(async () => {
        const result = await move();
        const ids = context.request.body?.fileIds;
        const files: { id: number; documentId: string }[] = Array.isArray(ids)
          ? await readRows(strapi.db, FILE_UID, {
              where: { id: { $in: ids } },
              select: ['id', 'documentId'],
            })
          : [];
        const facts = files.map(
          ({ id, documentId }) =>
            ({ type: 'media.update', rowId: id, documentId, locale: null }) as const
        );
        await recorder.record(FILE_UID, facts, interest);
        return result;
      });
    },
  }));
}
