<?php

// Verifies deliveries of Lifecycle Webhooks for Strapi. PHP 8 or newer, no dependencies.
//
// Hand over the body as it came, byte for byte: parsed and written again it is another text.
//
//     $body = file_get_contents('php://input');
//     $headers = array_change_key_case(getallheaders());
//     if (!verify_webhook($body, $headers, getenv('WEBHOOK_SECRET'))) {
//         http_response_code(401);
//         exit;
//     }
//     $event = json_decode($body, true); // known already? See its id: deliveries may come twice.

/** How old a delivery may be, and how far ahead the sender's clock, in seconds. */
const WEBHOOK_TOLERANCE = 5 * 60;

/**
 * `webhook-signature` (Standard Webhooks): over id, time and body, so nothing old can be sent again.
 * While a secret is being replaced there are several signatures; one that is right is enough.
 *
 * @param array<string, string> $headers by lower-case name
 */
function verify_webhook(string $rawBody, array $headers, string $secret, ?int $now = null): bool
{
    $id = $headers['webhook-id'] ?? '';
    $timestamp = $headers['webhook-timestamp'] ?? '';
    $signatures = $headers['webhook-signature'] ?? '';
    if ($id === '' || $signatures === '' || preg_match('/^\d+$/D', $timestamp) !== 1) {
        return false;
    }
    if (abs(($now ?? time()) - (int) $timestamp) > WEBHOOK_TOLERANCE) {
        return false;
    }

    $key = str_starts_with($secret, 'whsec_') ? base64_decode(substr($secret, 6)) : $secret;
    $content = "$id.$timestamp.$rawBody";
    $expected = 'v1,' . base64_encode(hash_hmac('sha256', $content, $key, true));
    foreach (explode(' ', $signatures) as $signature) {
        if (hash_equals($expected, $signature)) {
            return true;
        }
    }
    return false;
}

/**
 * `X-Webhook-Signature: sha256=<hex>` and `X-Signature: <hex>`: over the body alone, keyed with the secret
 * as it is written. They do not tell an old delivery from a new one.
 */
function verify_body(string $rawBody, string $signature, string $secret): bool
{
    $given = str_starts_with($signature, 'sha256=') ? substr($signature, 7) : $signature;
    return hash_equals(hash_hmac('sha256', $rawBody, $secret), $given);
}
