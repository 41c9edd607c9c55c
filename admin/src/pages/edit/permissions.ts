/** What the user may do here. */
export interface EditPermissions {
  canSave: boolean;
  canTest: boolean;
  canDelete: boolean;
  canRedeliver: boolean;
  canReadDeliveries: boolean;
  /** What a webhook would tell of an entry is content, too. */
  canReadPayloads: boolean;
}
