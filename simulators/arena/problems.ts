/** An error answer as Arena shapes it: `{ status, errors: [{ code, message }] }`. Rolls the request's transaction back. */
export class ArenaProblem extends Error {
  readonly status: number;
  readonly code: number;
  constructor(status: number, code: number, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

export const invalidGuid = (guid: unknown) => new ArenaProblem(400, 3011, `The guid "${String(guid)}" is not valid.`);
export const required = (attribute: string) => new ArenaProblem(400, 3001, `The attribute "${attribute}" is required.`);
export const notSearchable = (attribute: string) =>
  new ArenaProblem(400, 3019, `The attribute "${attribute}" is not searchable.`);
export const badOption = (value: unknown, attribute: string) =>
  new ArenaProblem(
    400,
    3006,
    `The specified value "${String(value)}" is not a valid option for the attribute "${attribute}".`,
  );
export const locked = (what: string) => new ArenaProblem(400, 3034, `The ${what} is locked.`);
export const badRequest = (message = 'The format of the request is not valid. Please check the syntax.') =>
  new ArenaProblem(400, 400, message);
export const unauthorized = () =>
  new ArenaProblem(401, 401, 'There is no access token associated with this request or the access token is not valid.');
