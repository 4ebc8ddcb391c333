// Actions that tell somebody outside. Their texts are templates.
#pragma once

#include <server/base/json/constant.hpp>

#include <boost/describe/class.hpp>

#include <string>
#include <string_view>

namespace praetor::models::actions {

// A text that has to be a template.
struct message_template
{
    std::string text;
};

struct send_notification
{
    defaulted<json::constant<"send-notification">> type;
    uuid block_document_id;
    defaulted<message_template> subject{message_template{"Prefect automated notification"}};
    message_template body;
};
BOOST_DESCRIBE_STRUCT(send_notification, (), (type, block_document_id, subject, body))

// What of JSON is no text becomes the text of it, over several lines. Not null.
struct webhook_payload : message_template
{};

struct call_webhook
{
    defaulted<json::constant<"call-webhook">> type;
    uuid block_document_id;
    defaulted<webhook_payload> payload;
};
BOOST_DESCRIBE_STRUCT(call_webhook, (), (type, block_document_id, payload))

// Whether actions of this type ("call-webhook") are among these.
constexpr bool is_outgoing(std::string_view type)
{
    return type == json::constant<"send-notification">::word || type == json::constant<"call-webhook">::word;
}

} // namespace praetor::models::actions

namespace praetor::json {
PRAETOR_DECLARE_CODEC(models::actions::message_template);
PRAETOR_DECLARE_CODEC(models::actions::webhook_payload);
} // namespace praetor::json
