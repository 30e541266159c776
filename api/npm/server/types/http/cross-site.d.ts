export declare function isAllowed(request: Request, origins: readonly string[]): boolean;

export declare function preflight(request: Request, origins: readonly string[]): Response | undefined;

export declare function withCors(response: Response, request: Request, origins: readonly string[]): Response;

export declare function readOrigin(text: string): string;
