<?php
// Tells the backend who is signed in, and what they may do. The backend passes on the request's cookie. Belongs in routes/web.php, which has the session.
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
