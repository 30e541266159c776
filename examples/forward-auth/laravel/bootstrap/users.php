<?php
// The users of the demo, in place of a table: three of two companies.
use Illuminate\Auth\GenericUser;
use Illuminate\Contracts\Auth\Authenticatable;
use Illuminate\Contracts\Auth\UserProvider;

const ACME = ['id' => 'acme', 'name' => 'Acme', 'email' => 'acme@example.com'];
const BIRCH = ['id' => 'birch', 'name' => 'Birch', 'email' => null];
const DEMO_USERS = [
    'acme-admin' => ['company' => ACME, 'is_admin' => true],
    'acme-viewer' => ['company' => ACME, 'is_admin' => false],
    'birch-admin' => ['company' => BIRCH, 'is_admin' => true],
];

class DemoUsers implements UserProvider
{
    public function retrieveById($id): ?Authenticatable
    {
        $user = DEMO_USERS[$id] ?? null;

        return $user === null ? null : new GenericUser([
            'id' => $id, 'company' => (object) $user['company'], 'is_admin' => $user['is_admin'], 'remember_token' => null,
        ]);
    }

    public function retrieveByToken($id, $token): ?Authenticatable
    {
        return null;
    }

    public function updateRememberToken(Authenticatable $user, $token): void {}

    public function retrieveByCredentials(array $credentials): ?Authenticatable
    {
        return null;
    }

    public function validateCredentials(Authenticatable $user, array $credentials): bool
    {
        return false;
    }
}
