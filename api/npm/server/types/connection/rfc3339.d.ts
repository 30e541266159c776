export declare function rfc3339(milliseconds: number): string;
