export declare function withoutProto(options?: string): string;
