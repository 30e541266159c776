<?php
// Who is asking, and what may they do: asked by the backend, with the request's cookie. In routes/web.php, which has the session.
use Illuminate\Http\Request;
use Illuminate\Support\Facades\Route;

Route::get('/internal/chakra-tenant', function (Request $request) {
    $user = $request->user();
    if ($user === null) {
        return response('', 401); // The middleware `auth` would redirect.
    }
    $company = $user->company;

    return response()->json([
        'id' => $company->id, 'name' => $company->name, 'email' => $company->email, 'user' => $user->id,
        'may' => $user->is_admin ? ['view', 'connect', 'disconnect'] : ['view'],
    ]);
});
