#include <routes/access.hpp>
#include <routes/block_cipher.hpp>

#include <server/base/json/codec_impl.hpp>

namespace praetor::routes {

models::block_cipher cipher_of(scope const& rq, bool includes_secrets)
{
    return {rq.config().praetor.encryption_key.text, includes_secrets};
}

models::block_cipher cipher_for_caller(scope const& rq, bool includes_secrets)
{
    return cipher_of(rq, includes_secrets && may_read_secrets(rq));
}

task<std::optional<models::block_document>>
read_document_for_caller(scope& rq, bool includes_secrets,
                         std::function<task<std::optional<models::block_document>>(models::block_cipher)> read)
{
    auto found = co_await read(cipher_of(rq, includes_secrets));
    if (!found || !includes_secrets || may_read_secrets(rq))
        co_return found;
    auto const hidden = co_await read(cipher_of(rq));
    if (!hidden || hidden->data.text != found->data.text)
        refuse_secrets(rq);
    co_return found;
}

} // namespace praetor::routes

PRAETOR_JSON_CODEC(praetor::routes::secrets_query)
