#include <routes/block_cipher.hpp>

#include <server/base/json/codec_impl.hpp>

namespace praetor::routes {

models::block_cipher cipher_of(scope const& rq, bool includes_secrets)
{
    return {rq.config().praetor.encryption_key.text, includes_secrets};
}

} // namespace praetor::routes

PRAETOR_JSON_CODEC(praetor::routes::secrets_query)
